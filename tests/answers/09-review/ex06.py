# %% wrong: takes the first of the three tempting options
from planes import review


def answer_6():
    best = "abcd".index(review.key("A. Learner", 6))
    return "abcd"[(best + 1) % 4]


# %% wrong: takes the second of the three tempting options
from planes import review


def answer_6():
    best = "abcd".index(review.key("A. Learner", 6))
    return "abcd"[(best + 2) % 4]


# %% wrong: takes the third of the three tempting options
from planes import review


def answer_6():
    best = "abcd".index(review.key("A. Learner", 6))
    return "abcd"[(best + 3) % 4]


# %% wrong: gives the position in place of the letter
from planes import review


def answer_6():
    return "abcd".index(review.key("A. Learner", 6)) + 1


# %% wrong: gives the text of the option in place of the letter
from planes import review


def answer_6():
    return next(option.text for option in review.sheet("A. Learner", 6).options if option.best)


# %% right: a capital letter
from planes import review


def answer_6():
    letter = review.key("A. Learner", 6)
    return letter.upper()


# %% right: a letter as the question prints it
from planes import review


def answer_6():
    return f" {review.key('A. Learner', 6)}) "
