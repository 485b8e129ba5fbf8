package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/demo"
	"github.com/orderflow/orderflow/internal/mail/mailsink"
	"github.com/orderflow/orderflow/internal/services"
)

// demoFlags are what may be said about a play.
type demoFlags struct {
	input, process, json, zone string
	scale                      float64
}

func demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: "Play a shop's history through a process and check every order and reminder", Args: cobra.NoArgs,
		Long: "Plays customers, offers, orders and payments from CSV files (see demo/README.md) on a driven clock: orders through the API,\n" +
			"payments as signed notifications, letters through SMTP. The result is held against a second computation in plain SQL.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := newDemonstration(cmd, f)
			if err != nil {
				return err
			}
			return d.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.input, "input", "demo", "folder with customers.csv, offers.csv, orders.csv and payments.csv")
	flags.StringVar(&f.process, "process", "", "process file (JSON); the unpaid-order template by default")
	flags.StringVar(&f.json, "json", "", "write what became of every order to this file")
	flags.StringVar(&f.zone, "tz", "UTC", "the account's time zone (IANA name)")
	flags.Float64Var(&f.scale, "time-scale", 1, "days that may pass in a second at most; 0 is as fast as possible")
	return cmd
}

// demonstration is one play.
type demonstration struct {
	cmd     *cobra.Command
	flags   demoFlags
	config  config.Config
	input   *demo.Input
	process []byte
	plan    *demo.Plan
	clock   *services.DrivenClock
	sink    *mailsink.Sink
	count   sdkCount
	began   time.Time
	// compared: the end was reached; whoever stops earlier hears so.
	compared bool
}

// newDemonstration reads everything first: with a bad row nothing is played.
func newDemonstration(cmd *cobra.Command, f demoFlags) (*demonstration, error) {
	d := &demonstration{cmd: cmd, flags: f, began: time.Now()}
	zone, err := time.LoadLocation(f.zone)
	if err != nil || f.zone == "" || f.zone == "Local" {
		return nil, fmt.Errorf("--tz: %q is not the name of a time zone", f.zone)
	}
	if !(f.scale >= 0 && f.scale <= math.MaxInt32) {
		return nil, errors.New("--time-scale: must be a number of days, 0 or more")
	}
	var faults []error
	if d.input, faults = demo.Read(f.input); len(faults) > 0 {
		return nil, fmt.Errorf("the input has faults; nothing was played:\n%w", errors.Join(faults...))
	}
	if d.process, err = processFile(f.process); err != nil {
		return nil, err
	}
	if d.plan, err = demo.ReadPlan(d.process, zone); err != nil {
		return nil, fmt.Errorf("--process: %w", err)
	}
	if d.config, err = config.Load(""); err != nil {
		return nil, err
	}
	return d, writable(f.json)
}

// writable makes the file of --json, so that nothing is played for a result that cannot be written.
func writable(path string) error {
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the file is the caller's
	if err != nil {
		return fmt.Errorf("--json: %w", err)
	}
	return f.Close()
}

// gcPercent lets the heap grow between collections: a play is short and allocates much.
const gcPercent = 300

// run sets up an installation of its own in a temporary folder, plays, and takes it down.
func (d *demonstration) run(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "orderflow-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	if d.sink, err = mailsink.Start(mailsink.Rules{}, mailsink.Options{}); err != nil {
		return err
	}
	defer func() { _ = d.sink.Close() }()
	if err := d.configure(folder); err != nil {
		return err
	}
	d.clock = services.NewDrivenClock(d.input.Begins().Add(-time.Hour))
	log := newLogger(config.Log{Level: "error", Format: "text"}, d.cmd.ErrOrStderr())
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	played := make(chan error, 1)
	err = runDev(ctx, d.config, d.clock, log, func(server *devServer) {
		go func() {
			defer stop()
			played <- d.play(ctx, server)
		}()
	}, temporalInMemory, func(s *devServer) { s.sdk = &d.count })
	select {
	case result := <-played:
		err = result
	default:
	}
	if errors.Is(err, context.Canceled) || (err == nil && !d.compared) {
		return errors.New("stopped before the end; nothing was compared")
	}
	return err
}

// configure points everything at the temporary folder and at free ports.
func (d *demonstration) configure(folder string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	c := &d.config
	c.Database = config.Database{Driver: "sqlite", DataDir: folder, Connections: c.Database.Connections, Volatile: true}
	c.HTTP = config.HTTP{Listen: address, OpsListen: "127.0.0.1:0", PublicURL: "http://" + address}
	host, port, _ := net.SplitHostPort(d.sink.Address())
	c.SMTP.Host, c.SMTP.Encryption, c.SMTP.Username, c.SMTP.Password = host, "none", "", ""
	c.SMTP.Port, err = strconv.Atoi(port)
	return err
}

// freeAddress is a loopback address that nobody listens on. It is chosen before
// listening, because letters carry links to it.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

func (d *demonstration) play(ctx context.Context, server *devServer) error {
	out := d.cmd.OutOrStdout()
	_, _ = fmt.Fprintf(out, "\n  Playing %s: %d customers, %d offers, %d orders, %d payments.\n\n",
		d.flags.input, len(d.input.Customers), len(d.input.Offers), len(d.input.Orders), len(d.input.Payments))
	gateway := server.config.Payments.TestGateway
	shop := demo.NewHTTPShop(demo.ShopOptions{
		Address: d.config.HTTP.PublicURL, Bootstrap: server.token, Account: gateway.Account, Secret: string(gateway.Secret),
	})
	if err := shop.Open(ctx, d.input, d.process, d.flags.zone); err != nil {
		return fmt.Errorf("open the shop: %w", err)
	}
	world := demo.StoreWorld{Store: server.store}
	player := demo.Player{
		Clock: d.clock, Shop: shop, World: world, Scale: d.flags.scale * (24 * time.Hour).Seconds(), Patience: 2 * time.Minute,
		Progress: demo.Progress(out, isTerminal(out)),
	}
	if err := player.Play(ctx, d.input, d.plan); err != nil {
		return fmt.Errorf("play: %w", err)
	}
	return d.close(ctx, world, out)
}

// close prints the table and fails when anything is not as it must be.
func (d *demonstration) close(ctx context.Context, world demo.StoreWorld, out io.Writer) error {
	want, err := demo.Expect(ctx, d.input, d.plan)
	if err != nil {
		return err
	}
	report := demo.Report{From: d.input.Begins(), To: d.clock.Now(), Activities: d.count.regular.Load(), Local: d.count.local.Load()}
	if report.Outcomes, err = world.Outcomes(ctx); err != nil {
		return err
	}
	var faults []string
	if report.Letters, faults, err = world.CheckLetters(ctx, d.sink.Counts()); err != nil {
		return err
	}
	if report.Workflows, err = world.Workflows(ctx); err != nil {
		return err
	}
	failed, err := world.Failed(ctx)
	if err != nil {
		return err
	}
	d.compared = true
	report.Took = time.Since(d.began)
	_, _ = fmt.Fprint(out, "\n\n")
	report.Write(out)
	if err := d.writeJSON(report.Outcomes); err != nil {
		return err
	}
	faults = slices.Concat(failed, faults, demo.Compare(report.Outcomes, want))
	if len(faults) > 0 {
		for _, fault := range faults {
			_, _ = fmt.Fprintln(d.cmd.ErrOrStderr(), "  "+fault)
		}
		return fmt.Errorf("disagreements with the second computation: %d", len(faults))
	}
	_, _ = fmt.Fprint(out, "  Every order and every reminder agrees with the second computation.\n\n")
	return nil
}

func (d *demonstration) writeJSON(outcomes map[string]demo.Outcome) error {
	if d.flags.json == "" {
		return nil
	}
	f, err := os.Create(d.flags.json)
	if err != nil {
		return fmt.Errorf("--json: %w", err)
	}
	return errors.Join(demo.WriteJSON(f, d.input, outcomes), f.Close())
}

// isTerminal tells whether a line may be drawn over.
func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
