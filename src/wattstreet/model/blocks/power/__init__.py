"""Regional grids: load, dispatch, firm margin, connection queue, plants."""
