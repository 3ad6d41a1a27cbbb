"""Every finding has an id of its own, and the same one in every run."""

import build

from checker import judge


def test_two_charges_of_one_class_in_one_place_have_ids_of_their_own():
    charge = {"charge_class": "order_costs", "charge_amount": "7.50"}
    charges = [charge | {"encoding": form} for form in ("article_line", "document_charge")]
    invoices = build.invoices([{"lines": [], "charges": charges}])
    agreed = build.agreements([("charge_forbidden", {"class": "order_costs"})])
    ids = [judge.check(invoices, agreed).findings["finding_id"].to_list() for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0]) == len(charges)


def test_a_second_clause_of_a_kind_on_one_invoice_has_an_id_of_its_own():
    invoices = build.invoices([{"buyer_reference": "x", "lines": [{"line_net_amount": "1.00"}]}])
    clauses = [
        ("expression", {"name": name, "place": "document", "holds": "buyer_reference = 'y'"})
        for name in ("one", "two")
    ]
    ids = judge.check(invoices, build.agreements(clauses)).findings["finding_id"]
    assert ids.n_unique() == ids.len() == len(clauses)
