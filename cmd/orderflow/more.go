package main

import "github.com/spf13/cobra"

// moreCommands are those that show and measure.
func moreCommands() []*cobra.Command { return []*cobra.Command{demoCommand(), benchCommand()} }
