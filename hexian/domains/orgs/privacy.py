"""What personal data this room holds, and whom an officer's scope lets see a person.

An office or a part says who somebody is in the union: public function, kept as long as the organisation's records are.
"""

from __future__ import annotations
