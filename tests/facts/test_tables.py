"""Covers: instance types against AWS's columns, Fargate sizes, calendar, duties, cases, benchmarks."""

import pytest
from planes import facts, rules
from planes.errors import PlanesError

# type, vCPU, MiB, USD per hour, ENIs, IPv4 per ENI, pods, pods with prefixes, reserved MiB and millicores,
# awsvpc tasks, awsvpc tasks with trunking (0: not listed), branch interfaces
COLUMNS = """
t3.nano 2 512 0.0052 2 2 4 34 299 70 1 0 0
t3.micro 2 1024 0.0104 2 2 4 34 299 70 1 0 0
t3.small 2 2048 0.0208 3 4 11 110 376 70 2 0 0
t3.medium 2 4096 0.0416 3 6 17 110 442 70 2 0 0
t3.large 2 8192 0.0832 3 12 35 110 640 70 2 0 0
t3.xlarge 4 16384 0.1664 4 15 58 110 893 80 3 0 0
t3.2xlarge 8 32768 0.3328 4 15 58 110 893 90 3 0 0
t4g.small 2 2048 0.0168 3 4 11 110 376 70 2 0 0
t4g.medium 2 4096 0.0336 3 6 17 110 442 70 2 0 0
t4g.large 2 8192 0.0672 3 12 35 110 640 70 2 0 0
m5.large 2 8192 0.096 3 10 29 110 574 70 2 10 9
m5.xlarge 4 16384 0.192 4 15 58 110 893 80 3 20 18
m5.2xlarge 8 32768 0.384 4 15 58 110 893 90 3 40 38
m5.4xlarge 16 65536 0.768 8 30 234 110 2829 110 7 60 54
m5.8xlarge 32 131072 1.536 8 30 234 250 2829 150 7 60 54
m5.12xlarge 48 196608 2.304 8 30 234 250 2829 190 7 60 54
m5.16xlarge 64 262144 3.072 15 50 737 250 8362 230 14 120 107
m5.24xlarge 96 393216 4.608 15 50 737 250 8362 310 14 120 107
m6i.large 2 8192 0.096 3 10 29 110 574 70 2 10 9
m6i.xlarge 4 16384 0.192 4 15 58 110 893 80 3 20 18
m6i.2xlarge 8 32768 0.384 4 15 58 110 893 90 3 40 38
m6i.4xlarge 16 65536 0.768 8 30 234 110 2829 110 7 60 54
m6i.8xlarge 32 131072 1.536 8 30 234 250 2829 150 7 90 84
m7i.large 2 8192 0.1008 3 10 29 110 574 70 2 0 9
m7i.xlarge 4 16384 0.2016 4 15 58 110 893 80 3 0 18
m7g.medium 1 4096 0.0408 2 4 8 98 343 60 1 4 4
m7g.large 2 8192 0.0816 3 10 29 110 574 70 2 10 9
m7g.xlarge 4 16384 0.1632 4 15 58 110 893 80 3 20 18
m7g.2xlarge 8 32768 0.3264 4 15 58 110 893 90 3 40 38
m7g.4xlarge 16 65536 0.6528 8 30 234 110 2829 110 7 60 54
m8g.medium 1 4096 0.04488 2 4 8 98 343 60 1 0 4
m8g.large 2 8192 0.08976 3 10 29 110 574 70 2 0 9
m8g.xlarge 4 16384 0.17952 4 15 58 110 893 80 3 0 18
m8g.4xlarge 16 65536 0.71808 8 30 234 110 2829 110 7 0 54
c5.large 2 4096 0.085 3 10 29 110 574 70 2 10 9
c5.xlarge 4 8192 0.17 4 15 58 110 893 80 3 20 18
c6i.large 2 4096 0.085 3 10 29 110 574 70 2 10 9
c6i.xlarge 4 8192 0.17 4 15 58 110 893 80 3 20 18
c6i.2xlarge 8 16384 0.34 4 15 58 110 893 90 3 40 38
c6i.4xlarge 16 32768 0.68 8 30 234 110 2829 110 7 60 54
c7g.medium 1 2048 0.0363 2 4 8 98 343 60 1 4 4
c7g.large 2 4096 0.0725 3 10 29 110 574 70 2 10 9
c7g.xlarge 4 8192 0.145 4 15 58 110 893 80 3 20 18
c7g.2xlarge 8 16384 0.29 4 15 58 110 893 90 3 40 38
c7g.4xlarge 16 32768 0.58 8 30 234 110 2829 110 7 60 54
r6i.large 2 16384 0.126 3 10 29 110 574 70 2 10 9
r6i.xlarge 4 32768 0.252 4 15 58 110 893 80 3 20 18
r7g.large 2 16384 0.1071 3 10 29 110 574 70 2 10 9
"""
ROWS = [line.split() for line in COLUMNS.split("\n") if line]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_instance_type_has_the_published_shape_and_price(row):
    shape = facts.instance(row[0])
    assert (shape.vcpus, shape.memory_mib, shape.usd_per_hour) == (int(row[1]), int(row[2]), float(row[3]))
    assert (shape.enis, shape.ipv4_per_eni, shape.branch_enis) == (int(row[4]), int(row[5]), int(row[12]))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_rules_give_the_published_limits_of_an_instance_type(row):
    assert rules.ec2.max_pods(row[0]) == int(row[6])
    assert rules.ec2.max_pods(row[0], prefix_delegation=True) == int(row[7])
    assert rules.ec2.kube_reserved(row[0]) == (int(row[9]), int(row[8]))
    assert rules.ec2.awsvpc_task_limit(row[0]) == int(row[10])


@pytest.mark.parametrize("row", [row for row in ROWS if row[11] != "0"], ids=lambda row: row[0])
def test_trunking_gives_the_listed_number_of_tasks(row):
    assert rules.ec2.awsvpc_task_limit(row[0], trunking=True) == int(row[11])


def test_the_trunking_table_agrees_with_the_interfaces():
    assert all(row.tasks == facts.instance(name).enis - 1 for name, row in facts.trunking().items())
    assert all(facts.instance(name).trunking for name in facts.trunking())


def test_an_unknown_instance_type_names_those_close_to_it():
    with pytest.raises(PlanesError, match=r"'m5.lage' is not in the table.*m5.large"):
        facts.instance("m5.lage")


def test_every_instance_type_is_priced_and_sized():
    assert all(
        shape.usd_per_hour > 0 and shape.memory_mib > 0 and shape.enis > 0
        for shape in facts.instances().values()
    )


def test_there_are_77_fargate_sizes_in_order():
    sizes = [(size.cpu_units, size.memory_mib) for size in facts.fargate_sizes()]
    assert len(sizes) == len(set(sizes)) == 77
    assert sizes == sorted(sizes)


def test_windows_runs_on_one_two_and_four_vcpus():
    assert {size.cpu_units for size in facts.fargate_sizes() if size.windows} == {1024, 2048, 4096}


def test_the_largest_cpu_has_three_sizes():
    assert [size.memory_mib // 1024 for size in facts.fargate_sizes() if size.cpu_units == 32768] == [
        60,
        120,
        244,
    ]


def test_extended_support_ends_a_year_after_standard_support():
    for version in facts.calendar():
        assert version.end_of_extended_support == version.end_of_standard_support.replace(
            year=version.end_of_standard_support.year + 1
        )


def test_standard_support_lasts_fourteen_months():
    for version in facts.calendar():
        months = (version.end_of_standard_support.year - version.eks_release.year) * 12
        assert months + version.end_of_standard_support.month - version.eks_release.month == 14


def test_the_calendar_begins_with_the_newest_version():
    assert [version.version for version in facts.calendar()] == [
        "1.36",
        "1.35",
        "1.34",
        "1.33",
        "1.32",
        "1.31",
        "1.30",
    ]


def test_every_duty_is_shared_between_customer_and_aws_or_is_a_property():
    assert {row.share for row in facts.responsibilities()} == {None, 0.0, 0.5, 1.0}


def test_host_patching_is_the_customers_on_ec2_and_not_on_fargate():
    share = {row.platform: row.share for row in facts.responsibilities() if row.duty == "host OS patch / AMI"}
    assert share["ECS on EC2"] == share["EKS self-managed nodes"] == 1
    assert share["EKS managed node group"] == 0.5
    assert share["ECS on Fargate"] == share["EKS on Fargate"] == share["EKS Auto Mode"] == 0


def test_what_nobody_verified_is_missing_from_the_duties():
    assert ("Windows", "ECS Managed Instances") not in {
        (row.duty, row.platform) for row in facts.responsibilities()
    }


def test_the_sources_of_the_duties_are_known():
    assert {key for row in facts.responsibilities() for key in row.source.split(";")} <= set(facts.sources())


def test_there_are_twelve_cases_and_two_spare_ones():
    assert [case.id for case in facts.cases() if not case.spare] == [
        f"CS{number:02}" for number in range(1, 13)
    ]
    assert [case.id for case in facts.cases() if case.spare] == ["CS13", "CS14"]


def test_every_case_is_supported_by_a_fact_or_a_source():
    known = {*facts.all_facts(), *facts.sources()}
    assert {support for case in facts.cases() for support in case.supports} <= known


def test_every_case_has_a_reason_code_and_a_tempting_answer():
    assert all(case.reason_code and case.tempting and case.answer and case.reason for case in facts.cases())


def test_kvm_was_never_faster_than_the_machine_itself():
    for row in facts.benchmarks():
        assert (row.kvm < row.native) == row.higher_is_better, row.id


def test_a_blank_of_the_raw_data_stays_blank():
    assert [row.id for row in facts.benchmarks() if row.docker is None] == ["BI16", "BI17"]
