"""Check a draw: python3 check_draw.py LIST.txt SEED UNITS [NUMBER SALT]

LIST.txt and SEED come from the page of the draw. Compare the two digests with those that the page
showed before the draw, and the persons with its winners. Nothing but the standard library.
"""

import hashlib
import sys


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


path, seed, units, *own = sys.argv[1:]
with open(path, encoding="ascii") as file:
    lines = file.read().split()
say("list  ", sha("".join(line + "\n" for line in lines)))
say("seed  ", sha(seed.split(":")[0]))


def order(line):
    person, ticket, score, moment = line.split(":")
    return -int(score), int(moment), sha(seed + ":" + line)


winners = list(dict.fromkeys(line.split(":")[0] for line in sorted(lines, key=order)))
for place, person in enumerate(winners[: int(units)], 1):
    say("winner", place, person)
if own:
    person = sha(own[1] + ":" + own[0])
    say("you   ", person, winners.index(person) + 1 if person in winners else "are not on the list")
