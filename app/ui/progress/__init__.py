"""How far a project has come: figures that are read, plotted and led on from."""
