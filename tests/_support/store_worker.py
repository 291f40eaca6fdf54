"""A process that renews the logins of many users again and again, each time with a store and a login made anew.

``python store_worker.py DATABASE TOKEN_URL CLIENT_ID CLIENT_SECRET USERS ROUNDS TASKS``. It prints ``+ USER`` when a
renewal begins, ``- USER`` when it has ended, and ``! USER`` when the user would have to log in again.
"""

import asyncio
import random
import sys
from collections.abc import Callable

from shared_stores import SharedStore, opened

from amazon_music_async.auth import LoginWithAmazon
from amazon_music_async.errors import LoginRequired


def say(sign: str, user: int) -> None:
    """Say it at once: a process that is killed says nothing more."""
    sys.stdout.write(f"{sign} {user}\n")
    sys.stdout.flush()


async def main(url: str, token_url: str, client_id: str, client_secret: str, *numbers: str) -> None:
    """Renew logins until the rounds are over."""
    users, rounds, tasks = map(int, numbers)
    lost: set[int] = set()

    async def renew(store_of: Callable[[str], SharedStore]) -> None:
        for _ in range(rounds):
            user = random.choice([user for user in range(users) if user not in lost])
            say("+", user)
            login = LoginWithAmazon(client_id, client_secret, store=store_of(str(user)), token_url=token_url)
            try:
                await login.token(rejected=await login.token())
            except LoginRequired:
                lost.add(user)
                say("!", user)
            assert login.saved or user in lost
            say("-", user)

    async with opened(url) as store_of:
        await asyncio.gather(*(renew(store_of) for _ in range(tasks)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
