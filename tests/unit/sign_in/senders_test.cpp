#include "adapters/hosts/standalone/base/senders.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace secure_export::host;

class SendersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SendersTest);
    CPPUNIT_TEST(one_sender_is_an_ipv4_address_or_an_ipv6_network_of_64_bits);
    CPPUNIT_TEST(networks_are_read_strictly);
    CPPUNIT_TEST(nobody_is_believed_but_a_trusted_proxy);
    CPPUNIT_TEST(the_right_most_stranger_is_the_sender);
    CPPUNIT_TEST(what_is_no_address_is_not_passed_over);
    CPPUNIT_TEST(forwarded_is_read_where_there_is_no_x_forwarded_for);
    CPPUNIT_TEST(two_headers_that_differ_are_not_believed);
    CPPUNIT_TEST_SUITE_END();

    static TrustedProxies proxies() {
        TrustedProxies proxies;
        for (const char* text : {"10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"}) CPPUNIT_ASSERT(proxies.add(text));
        return proxies;
    }
    static std::string sender(const std::string& headers, const std::string& peer = "10.1.1.1") {
        return proxies().sender(peer, headers);
    }
    static void same(const char* expected, const std::string& got) { CPPUNIT_ASSERT_EQUAL(std::string(expected), got); }

    void one_sender_is_an_ipv4_address_or_an_ipv6_network_of_64_bits() {
        same("192.0.2.1", network_of("192.0.2.1"));
        same("192.0.2.1", network_of("::ffff:192.0.2.1"));
        same("2001:db8:0:1::/64", network_of("2001:db8:0:1::"));
        same("2001:db8:0:1::/64", network_of("2001:db8:0:1:ffff::9"));
        same("2001:db8:0:2::/64", network_of("2001:db8:0:2::9"));
        same("fe80::/64", network_of("fe80::1%eth0"));
    }

    void networks_are_read_strictly() {
        TrustedProxies proxies;
        for (const char* text : {"0.0.0.0/0", "10.0.0.0/8", "10.0.0.1/32", "10.0.0.1", "::/0", "::1", "2001:db8::/33"})
            CPPUNIT_ASSERT_MESSAGE(text, proxies.add(text));
        for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0.0/8x",
                                 "10.0.0", "proxy", "2001:db8::/129", "2001:db8::1/64", "10.0.0.0/8/8", " 10.0.0.0/8"})
            CPPUNIT_ASSERT_MESSAGE(text, !proxies.add(text));
    }

    void nobody_is_believed_but_a_trusted_proxy() {
        same("198.51.100.1", sender("X-Forwarded-For: 203.0.113.9\n", "198.51.100.1"));
        same("203.0.113.9", sender("X-Forwarded-For: 203.0.113.9\n"));
        same("203.0.113.9", sender("X-Forwarded-For: 203.0.113.9\n", "2001:db8:1:2::3"));
        same("2001:db8:2::3", sender("X-Forwarded-For: 203.0.113.9\n", "2001:db8:2::3"));
        same("203.0.113.9", sender("X-Forwarded-For: 203.0.113.9\n", "::ffff:10.1.1.1"));
        same("10.1.1.1", TrustedProxies().sender("10.1.1.1", "X-Forwarded-For: 203.0.113.9\n"));
        same("10.1.1.1", sender(""));
    }

    void the_right_most_stranger_is_the_sender() {
        same("203.0.113.9", sender("X-Forwarded-For: 1.1.1.1, 203.0.113.9, 192.0.2.7, 10.9.9.9\n"));
        same("203.0.113.9", sender("x-forwarded-for: 1.1.1.1\nX-Forwarded-For:203.0.113.9 ,\t10.9.9.9\n"));
        same("203.0.113.9", sender("X-Forwarded-For: \"1.1.1.1, 203.0.113.9\n"));
        same("203.0.113.9", sender("X-Forwarded-For: 203.0.113.9:4711\n"));
        same("2001:db8:2::1", sender("X-Forwarded-For: [2001:DB8:2::1]:4711\n"));
        same("10.1.1.1", sender("X-Forwarded-For: 10.2.2.2, 192.0.2.7\n"));  // none but proxies
    }

    void what_is_no_address_is_not_passed_over() {
        for (const char* node : {"unknown", "_hidden", "", "999.1.1.1", "203.0.113.9.example.org", "1.1.1.1;2.2.2.2"})
            same("10.1.1.1", sender("X-Forwarded-For: 1.1.1.1, " + std::string(node) + "\n"));
    }

    void forwarded_is_read_where_there_is_no_x_forwarded_for() {
        same("203.0.113.9", sender("Forwarded: for=1.1.1.1, proto=https; For=\"203.0.113.9:80\", for=10.3.3.3\n"));
        same("2001:db8:2::1", sender("Forwarded: by=10.1.1.1;for=\"[2001:db8:2::1]\"\n"));
        same("10.1.1.1", sender("Forwarded: for=1.1.1.1, for=_secret\n"));
        same("10.1.1.1", sender("Forwarded: for=1.1.1.1, proto=https\n"));
        same("10.1.1.1", sender("Forwarded: for=\"1.1.1.1, for=203.0.113.9\n"));
    }

    void two_headers_that_differ_are_not_believed() {
        same("10.1.1.1", sender("X-Forwarded-For: 203.0.113.9\nForwarded: for=1.1.1.1\n"));
        same("10.1.1.1", sender("X-Forwarded-For: unknown\nForwarded: for=1.1.1.1\n"));
        same("203.0.113.9", sender("X-Forwarded-For: 203.0.113.9\nForwarded: for=203.0.113.9\n"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SendersTest);
