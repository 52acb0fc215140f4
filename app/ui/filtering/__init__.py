"""The field that says which objects are shown or searched for, typed or ticked."""
