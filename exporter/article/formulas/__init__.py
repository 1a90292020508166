"""Formulas: LaTeX between dollars becomes MathML, and the words that stand for it.

`written` finds them in the lines before anything else reads them, and leaves marks; `placing` reads each where its mark
has come to stand in the tree, with `notation` (math-core), and puts it in words, with `speech`; until the article is
done the words stand in the formula's place, so that headings, links and alternatives of pictures have a text.
"""
