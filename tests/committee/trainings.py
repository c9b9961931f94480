"""The trainings of a fit, which the estimator itself does not keep."""

from unittest import mock

from shoal.committee.committee import fit_many


def trials_of(model, X, y, **arguments):
    """Fit the model; the committee's trials, each with all its trainings."""
    found = []

    def noted(*given):
        found.append(fit_many(*given))
        return found[-1]

    with mock.patch("shoal.estimators.regressor.fit_many", noted):
        model.fit(X, y, **arguments)
    (members,) = found
    return members.trials
