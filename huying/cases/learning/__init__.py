"""What the city's own record teaches about the next case: which category a message means, and why.

`signs` → `model` is all that answering needs; `training` and `grouping` make a model, `scoring` says how good it is,
`tables` reads what it is taught from, `store` keeps its versions, `lessons` finds them among the city's closed cases.
A model suggests. Who files or routes the case decides.
"""
