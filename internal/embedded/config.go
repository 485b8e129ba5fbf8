//go:build !noembedded

package embedded

import (
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
)

const (
	clusterName = "active"
	mainStore   = "main"
	visibility  = "visibility"
	disabled    = "disabled"
)

func serverConfig(p ports, s storage) *config.Config {
	frontend := net.JoinHostPort(loopback, strconv.Itoa(p.frontend))
	return &config.Config{
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: loopback},
		},
		Persistence: config.Persistence{
			DefaultStore:     mainStore,
			VisibilityStore:  visibility,
			NumHistoryShards: s.shards,
			DataStores: map[string]config.DataStore{
				mainStore:  {SQL: s.main},
				visibility: {SQL: s.visibility},
			},
		},
		ClusterMetadata:     clusterMetadata(frontend),
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            services(p),
		PublicClient:        config.PublicClient{HostPort: frontend},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: disabled},
			Visibility: config.VisibilityArchival{State: disabled},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: disabled},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: disabled},
		}},
	}
}

func clusterMetadata(frontend string) *cluster.Config {
	return &cluster.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        clusterName,
		CurrentClusterName:       clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
		},
	}
}

// services leaves HTTP, metrics and profiling ports unset: unset, they are not opened.
func services(p ports) map[string]config.Service {
	services := map[string]config.Service{}
	for name, port := range p.byService() {
		services[string(name)] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: loopback}}
	}
	return services
}

// unthrottled is above what one machine can do: the only client is ours, which
// limits itself, and a throttled call shows as latency that nobody can explain.
const unthrottled = 1_000_000

func dynamicConfig(s storage) dynamicconfig.StaticClient {
	settings := dynamicconfig.StaticClient{
		dynamicconfig.FrontendRPS.Key():                                         unthrottled,
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key():                  unthrottled,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key():        unthrottled,
		dynamicconfig.FrontendMaxConcurrentLongRunningRequestsPerInstance.Key(): unthrottled,
		dynamicconfig.HistoryRPS.Key():                                          unthrottled,
		dynamicconfig.MatchingRPS.Key():                                         unthrottled,
		dynamicconfig.FrontendPersistenceMaxQPS.Key():                           unthrottled,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                            unthrottled,
		dynamicconfig.MatchingPersistenceMaxQPS.Key():                           unthrottled,
		dynamicconfig.WorkerPersistenceMaxQPS.Key():                             unthrottled,
		dynamicconfig.VisibilityPersistenceMaxReadQPS.Key():                     unthrottled,
		dynamicconfig.VisibilityPersistenceMaxWriteQPS.Key():                    unthrottled,
		// Each shard reads new tasks at most 20 times a second by default: meant for hundreds of shards, it holds
		// every task of a single one back by 40 ms.
		dynamicconfig.TransferProcessorMaxPollRPS.Key():   unthrottled,
		dynamicconfig.TimerProcessorMaxPollRPS.Key():      unthrottled,
		dynamicconfig.VisibilityProcessorMaxPollRPS.Key(): unthrottled,
		// A client that waits for a result can miss the notice of a quick workflow and then asks again when this is
		// over; the default lets it wait 20 seconds.
		dynamicconfig.HistoryLongPollExpirationInterval.Key(): 2 * time.Second,
		// The default of 128,000 workflows is sized for a server that has the machine to itself.
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key():        8192,
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
		// It asks a public address for newer versions.
		dynamicconfig.EnableServerVersionCheck.Key(): false,
	}
	if s.forceAttributeRefresh {
		settings[dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key()] = true
	}
	return settings
}
