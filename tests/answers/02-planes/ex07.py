# %% wrong: believes the last report
def observed(reports):
    state = {report["task"]: report["status"] for report in reports}
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% wrong: forgets stopped tasks at once, so late reports wake them
def observed(reports):
    newest = {}
    for report in reports:
        task = report["task"]
        if task not in newest or report["version"] > newest[task]["version"]:
            newest[task] = report
        if newest[task]["status"] == "STOPPED":
            del newest[task]
    return {task: report["status"] for task, report in newest.items()}


# %% wrong: leaves stopped reports out before it compares versions
def observed(reports):
    newest = {}
    for report in reports:
        if report["status"] != "STOPPED":
            task = report["task"]
            if task not in newest or report["version"] > newest[task]["version"]:
                newest[task] = report
    return {task: report["status"] for task, report in newest.items()}


# %% wrong: keeps stopped tasks in the result
def observed(reports):
    newest = {}
    for report in reports:
        task = report["task"]
        if task not in newest or report["version"] > newest[task]["version"]:
            newest[task] = report
    return {task: report["status"] for task, report in newest.items()}


# %% wrong: compares versions as text
def observed(reports):
    state = {}
    for report in sorted(reports, key=lambda report: str(report["version"])):
        state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% wrong: one counter of versions for all tasks
def observed(reports):
    state, highest = {}, 0
    for report in reports:
        if report["version"] >= highest:
            highest = report["version"]
            state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% right: sorts by version first
def observed(reports):
    state = {}
    for report in sorted(reports, key=lambda report: report["version"]):
        state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% right: a max for each task
def observed(reports):
    result = {}
    for task in {report["task"] for report in reports}:
        its = [(report["version"], report["status"]) for report in reports if report["task"] == task]
        status = max(its)[1]
        if status != "STOPPED":
            result[task] = status
    return result
