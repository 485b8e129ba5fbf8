//go:build !noembedded

package embedded

import (
	"context"
	"fmt"
	"net"
	"strconv"

	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"

	"github.com/orderflow/orderflow/internal/freeport"
)

// ports of the four services on loopback.
type ports struct {
	frontend, history, matching, worker int
}

// takePorts chooses the ports that are not given and checks that the given ones
// are free. All stay occupied until all are chosen, so that no two are the same.
func takePorts(ctx context.Context, o Options) (ports, error) {
	var listen net.ListenConfig
	p := ports{frontend: o.FrontendPort, history: o.HistoryPort, matching: o.MatchingPort, worker: o.WorkerPort}
	for _, port := range []*int{&p.frontend, &p.history, &p.matching, &p.worker} {
		if *port == 0 {
			found, err := freeport.Find(ctx)
			if err != nil {
				return ports{}, fmt.Errorf("find a port: %w", err)
			}
			*port = found
		}
		l, err := listen.Listen(ctx, "tcp", net.JoinHostPort(loopback, strconv.Itoa(*port)))
		if err != nil {
			return ports{}, fmt.Errorf("take a port: %w", err)
		}
		defer l.Close() //nolint:errcheck // a listener that took no connection
	}
	return p, nil
}

func (p ports) byService() map[primitives.ServiceName]int {
	return map[primitives.ServiceName]int{
		primitives.FrontendService: p.frontend,
		primitives.HistoryService:  p.history,
		primitives.MatchingService: p.matching,
		primitives.WorkerService:   p.worker,
	}
}

// hosts replaces gossip, and with it the membership ports.
func (p ports) hosts() map[primitives.ServiceName]static.Hosts {
	hosts := map[primitives.ServiceName]static.Hosts{}
	for service, port := range p.byService() {
		hosts[service] = static.SingleLocalHost(net.JoinHostPort(loopback, strconv.Itoa(port)))
	}
	return hosts
}
