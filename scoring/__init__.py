"""Pure arithmetic of the assessment: steps that were ticked go in, scores come out; no files, no clock, no chance.

Import from the modules: `scorecard` (an instrument's scores), `stored` (a closed round's), `assessment` (total and grade),
`rounding` (figures as printed), `sampling` (how many must answer), `disclosure` (what may be shown). They read
`questionnaires.model` and nothing else of ours.
"""
