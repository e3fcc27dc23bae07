"""Stand-in until the table of clauses comes."""


def clause_times(rules, log, judgement):
    del rules, log, judgement
    return {}
