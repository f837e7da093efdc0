/** What a cell's VM leaves beside the evidence of its checks: files of its directory, written by a run and read by reports. */
export const evidenceFiles = {
	/** What the daemon's unit wrote, RootlessKit and the network driver included; `short-precise`, in UTC. */
	daemonJournal: 'dockerd.journal',
	/** Everything that the guest wrote. */
	systemJournal: 'system.journal',
	/** Which packets the guest's kernel dropped, as `trace-drops show` prints them. */
	drops: 'drops.txt',
} as const
