# %% wrong: takes the first of the three tempting options
from planes import review


def answer_4():
    best = "abcd".index(review.key("A. Learner", 4))
    return "abcd"[(best + 1) % 4]


# %% wrong: takes the second of the three tempting options
from planes import review


def answer_4():
    best = "abcd".index(review.key("A. Learner", 4))
    return "abcd"[(best + 2) % 4]


# %% wrong: takes the third of the three tempting options
from planes import review


def answer_4():
    best = "abcd".index(review.key("A. Learner", 4))
    return "abcd"[(best + 3) % 4]


# %% wrong: gives the position in place of the letter
from planes import review


def answer_4():
    return "abcd".index(review.key("A. Learner", 4)) + 1


# %% wrong: gives the text of the option in place of the letter
from planes import review


def answer_4():
    return next(option.text for option in review.sheet("A. Learner", 4).options if option.best)


# %% right: a capital letter
from planes import review


def answer_4():
    letter = review.key("A. Learner", 4)
    return letter.upper()


# %% right: a letter as the question prints it
from planes import review


def answer_4():
    return f" {review.key('A. Learner', 4)}) "
