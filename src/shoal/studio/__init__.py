"""Floor 7: the local page where a table is opened, fitted, watched and asked (extra ``[app]``).

``server`` listens at 127.0.0.1 alone, ``security`` decides who may speak, ``tab`` is one open page,
``fitting`` runs its newest fit; ``profile``, ``surface``, ``residuals``, ``stepping`` and
``dependence`` tell what its panels ask for.
"""
