"""What an evaluation form holds for whoever reads it again, once it is filled in, and stands on no page.

A hidden row of keys over the columns, the ids of form and item behind each row with what is said where a person agrees, and a mark behind the row
of who confirms and when: in the columns of two of these keys.
"""

KEY, BY_WHOM = "drill:", "drill:by-whom"
FOR_READING = ("form", "item-id", "agreed")
ROLE, TIME = "proposed", "confirmed"
