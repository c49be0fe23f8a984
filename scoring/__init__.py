"""Pure arithmetic of the assessment: steps that were ticked go in, scores come out; no files, no clock, no chance.

Import from the modules. What a score is: `scorecard` (an instrument's scores, from a `tally`), `stored` (a closed round's),
`assessment` (total and grade), `rounding` (figures as printed). How sure it is: `moments` (sums that variances follow from),
`estimates` and `intervals` (with `bounds`), `certainty` (of the total), `sampling` (how many must answer), `partitions`
(brought together from where the answers lie). What lies behind it: `respondents` (one respondent's scores), `reliability`
(alpha, omega), `comparison` (is it really different; with `ranks` and `means`), `quality` (how carefully a form was
answered). What to do: `planning` (weights, what-if, and the cheapest path by way of `programme`). `consistency` checks
published figures (with `published`, `misprints`); `disclosure` says what may be shown. They read `questionnaires.model` and
nothing else of ours.
"""
