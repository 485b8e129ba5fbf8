package bench

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
)

// Options say what is measured and with what.
type Options struct {
	Rows []string // ids; all when empty
	Runs int      // 3 when 0
	Size float64  // share of the full size, 1 when 0
	// DSN is a PostgreSQL whose user may create databases and which keeps commit
	// timestamps; empty starts a throwaway cluster.
	DSN string
	// Wire puts the service together as the commands do.
	Wire func(ctx context.Context, site Site) (*Installation, error)
	// Shop is Wire without a worker: what needs neither Temporal nor a mail server.
	Shop func(ctx context.Context, site Site) (*Installation, error)
	// Binary is the program that the row "start" starts; the running one when empty.
	Binary string
	// Environment is added to the environment of Binary.
	Environment []string
	// Profiles is a folder that gets a CPU profile of each run; empty keeps none.
	Profiles string
	// Progress hears what is being measured; nil says nothing.
	Progress io.Writer
	Logger   *slog.Logger
}

// Site is where an installation keeps its state and how it is reached.
type Site struct {
	DSN           string // of an empty database
	Temporal      string // host:port
	Namespace     string
	PublicURL     string
	GatewaySecret string // of the test gateway, which must be on
	GatewayAcct   string
	SMTP          string // host:port of a mail server that takes everything
	Connections   int
}

// Installation is the service on a site, with its schema and settings in place.
type Installation struct {
	Service *services.Service
	Store   *store.Store
	Handler http.Handler                // the public API
	Work    func(context.Context) error // runs the worker, relay included, until the context ends; once
	Close   func()
}

func (o Options) withDefaults() Options {
	if o.Runs == 0 {
		o.Runs = 3
	}
	if o.Size == 0 {
		o.Size = 1
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	if o.Binary == "" {
		o.Binary, _ = os.Executable()
	}
	return o
}

// shortest is how long a measurement lasts at full size.
const shortest = 10 * time.Second

// count is a full size cut to the asked share, never below the least that still shows something.
func (o Options) count(full, least int) int {
	return max(int(float64(full)*o.Size), least)
}

// atLeast is how long a run is lengthened to.
func (o Options) atLeast() time.Duration {
	return time.Duration(float64(shortest) * min(o.Size, 1))
}
