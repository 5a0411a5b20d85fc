"""Prints what Altair would draw."""

import json


class Chart:
    @staticmethod
    def from_dict(specification):
        print("specification", json.dumps(specification))
