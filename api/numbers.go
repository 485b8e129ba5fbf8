package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
)

// Numbers is how a process stands now, block by block (PRC-11).
type Numbers struct {
	Enrollments Counts         `json:"enrollments"`
	Blocks      []BlockNumbers `json:"blocks" doc:"Of all revisions, by the block's id; one at which nothing ever happened is left out"`
	At          time.Time      `json:"at" doc:"When they were counted; exactly, at one moment for all blocks"`
}

// BlockNumbers is how many stand at a block and how often it was passed.
type BlockNumbers struct {
	Block   string `json:"block"`
	Waiting int64  `json:"waiting"`
	Passed  int64  `json:"passed" doc:"Once for each time that somebody left it by an exit, was led past it, or came to an end there"`
	Failed  int64  `json:"failed" doc:"Those that wait there for a person"`
}

// Failures are enrollments that failed at one block with one failure.
type Failures struct {
	ProcessID    int64           `json:"process_id"`
	ProcessTitle string          `json:"process_title"`
	Block        BlockName       `json:"block"`
	Operation    string          `json:"operation" doc:"Of the block; empty when it is none"`
	Params       json.RawMessage `json:"params" doc:"Its settings as the process has them: codes and ids"`
	Failure      string          `json:"failure" doc:"A code"`
	FailureText  string          `json:"failure_text" doc:"The failure in words"`
	Passing      bool            `json:"passing" doc:"Trying again may help although nobody changes anything"`
	Count        int64           `json:"count"`
	Since        time.Time       `json:"since" doc:"When the oldest of them was tried last"`
}

func (a *api) registerNumbers() {
	endpoint(a, operation{
		method: http.MethodGet, path: "/processes/{id}/numbers", id: "get-process-numbers", tag: "Processes", summary: "How many wait, have passed and failed at each block",
		detail: "Hear of changes by the topic process/{id} of /live. Who they are: /enrollments with process_id, block and at.",
	}, a.processNumbers)
}

func (a *api) processNumbers(ctx context.Context, in *ByID) (*plain[Numbers], error) {
	n, err := a.service.ProcessNumbers(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Numbers]{Numbers{
		Enrollments: Counts{n.Active, n.Failed, n.Ended, n.Stopped}, At: n.At.UTC(),
		Blocks: each(n.Blocks, func(b *services.BlockNumbers) BlockNumbers {
			return BlockNumbers{b.Block, b.Waiting, b.Passed, b.Failed}
		}),
	}}, nil
}

func (a *api) listFailures(ctx context.Context, _ *nothing) (*plain[Page[Failures]], error) {
	rows, err := a.service.Failed(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	language := callOf(ctx).language
	return listed(rows, func(f *services.Failures) Failures { return showFailures(f, language) }), nil
}

func showFailures(f *services.Failures, language string) Failures {
	shown := Failures{
		ProcessID: f.ProcessID, ProcessTitle: f.ProcessTitle, Block: nameBlock(f.Block), Params: f.Block.Settings(),
		Failure: string(f.Failure), FailureText: failureText(string(f.Failure), language), Passing: f.Failure.Retriable(), Count: f.Count, Since: f.Since.UTC(),
	}
	if op, ok := f.Block.Params.(process.Operation); ok {
		shown.Operation = string(op.Operation)
	}
	return shown
}
