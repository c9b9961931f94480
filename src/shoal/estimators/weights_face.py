"""What a fitted regressor shows of its best network: weights in the lecture's and scikit-learn's order."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..model.network import Network


class WeightsFace:
    """Views of ``network_``, the network that pictures and weights speak of (see ``best_``)."""

    network_: Network
    trace_: dict[str, Array]

    @property
    def V_(self) -> Array:
        """Hidden layer's weights (D+1, M), the constant's row first, in scaled units."""
        if self._fitted_network("V_").layout.n_hidden_layers != 1:
            raise AttributeError("V_ is of networks with one hidden layer; see coefs_, intercepts_")
        return self.network_.weights[0]

    @property
    def W_(self) -> Array:
        """Output layer's weights (M+1, K), the constant's row first, in scaled units."""
        return self._fitted_network("W_").weights[-1]

    @property
    def coefs_(self) -> list[Array]:
        """Weights of each layer without the constants' rows, read-only views."""
        return [_read_only(w[1:]) for w in self._fitted_network("coefs_").weights]

    @property
    def intercepts_(self) -> list[Array]:
        """The constants' weights of each layer, read-only views."""
        return [_read_only(w[0]) for w in self._fitted_network("intercepts_").weights]

    @property
    def hidden_layer_sizes_(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return self._fitted_network("hidden_layer_sizes_").layout.sizes[1:-1]

    @property
    def asinh_inputs_(self) -> Array:
        """Columns of X whose asinh the networks take (see ``standardize``), none for an empty array."""
        asinh = self._fitted_network("asinh_inputs_").inputs.asinh
        return np.empty(0, dtype=np.intp) if asinh is None else asinh.columns

    @property
    def loss_curve_(self) -> Array:
        """Cost after each epoch."""
        self._fitted_network("loss_curve_")
        return self.trace_["cost"][1:]

    @property
    def n_layers_(self) -> int:
        """Layers of units, inputs and outputs included, as scikit-learn counts them."""
        return len(self._fitted_network("n_layers_").layout.sizes)

    @property
    def _n_features_out(self) -> int:
        return self.network_.layout.sizes[-2]

    def _fitted_network(self, wanted: str) -> Network:
        if "network_" not in vars(self):
            raise AttributeError(f"{wanted} is there after fit")
        return self.network_


def _read_only(view: Array) -> Array:
    view = view.view()
    view.flags.writeable = False
    return view
