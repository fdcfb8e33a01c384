"""The pool of evaluation experts 评标专家库: who they are, what they know, and whom they must not judge."""
