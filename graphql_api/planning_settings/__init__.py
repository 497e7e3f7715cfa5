"""Planning settings: the inputs of recommendations that users set."""
