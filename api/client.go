package api

import (
	"net/http"
	"net/netip"
	"strings"
)

// addressOf is the network address of the client: the peer's or, where the peer
// is a proxy of ours, the nearest one in X-Forwarded-For that is none. An IPv6
// address stands for its /64, which is one household. It is counted, never kept.
func addressOf(r *http.Request, proxies []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	address := peer.Addr().Unmap().WithZone("")
	for hops := forwarded(r); within(address, proxies) && len(hops) > 0; hops = hops[:len(hops)-1] {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1]))
		if err != nil {
			break
		}
		address = hop.Unmap().WithZone("")
	}
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

// forwarded are the addresses that proxies noted, the nearest last.
func forwarded(r *http.Request) []string {
	line := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	if line == "" {
		return nil
	}
	return strings.Split(line, ",")
}

func within(address netip.Addr, networks []netip.Prefix) bool {
	for _, network := range networks {
		if network.Contains(address) {
			return true
		}
	}
	return false
}
