"""Every page there is, opened in a browser by everybody who may open it: fit for everyone to use, and in one language.

`make test` opens each page once in either language, one light and one dark; `make crawl` opens each as every role in all four.
"""
