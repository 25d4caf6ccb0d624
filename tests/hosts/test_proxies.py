"""Who the sender is behind a proxy that is trusted, and behind one that is not."""
import unittest

from host import Host, get, run


def peer(host, *fields):
    seen = host.ask(get("/test/seen", "".join(field + "\r\n" for field in fields))).body
    return next(line[5:] for line in seen.split("\n") if line.startswith("peer="))


class Proxies(unittest.TestCase):
    def test_what_a_trusted_proxy_says_of_the_sender_is_believed(self):
        with Host("--trusted-proxy", "127.0.0.0/8", "--trusted-proxy", "10.1.2.3") as host:
            for told, sender in ((["X-Forwarded-For: 203.0.113.9"], "203.0.113.9"),
                                 (["X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
                                 (["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.9"], "203.0.113.9"),
                                 (["Forwarded: for=6.6.6.6, for=\"[2001:db8::7]:4711\";proto=https"], "2001:db8::7"),
                                 ([], "127.0.0.1"),
                                 (["X-Forwarded-For: unknown"], "127.0.0.1"),
                                 (["X-Forwarded-For: 203.0.113.9", "Forwarded: for=6.6.6.6"], "127.0.0.1")):
                self.assertEqual(peer(host, *told), sender, told)

    def test_what_anybody_else_says_is_not(self):
        with Host("--trusted-proxy", "10.0.0.0/8") as host:
            self.assertEqual(peer(host, "X-Forwarded-For: 203.0.113.9"), "127.0.0.1")
        with Host() as host:
            self.assertEqual(peer(host, "X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9"), "127.0.0.1")

    def test_what_is_no_network_is_refused_at_the_start(self):
        for text in ("proxy.example.org", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "", "2001:db8::/129"):
            ended = run("serve", "--listen", "127.0.0.1:0", "--trusted-proxy", text)
            self.assertEqual(ended.returncode, 2, text)
            self.assertIn("--trusted-proxy takes", ended.stderr)


if __name__ == "__main__":
    unittest.main()
