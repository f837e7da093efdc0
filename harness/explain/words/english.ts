import { type EdgePart, plural } from '#results'

const parts: Readonly<Record<EdgePart, string>> = {
	dockerd: 'Docker',
	rootlesskit: 'RootlessKit',
	slirp4netns: 'slirp4netns',
	passt: 'passt',
	kernel: 'Linux',
}

/** All that `explain` says itself; `chinese.ts` says the same. Rules, contracts and remedies have words of their own. */
export const english = {
	/** Between the items of a list. */
	comma: ', ',
	parts,
	configuration: {
		noVersion: '(version not known)',
		drivers: (network: string, portDriver: string) => `${network} with port driver ${portDriver}`,
		anyKernel: 'any kernel',
		kernel: (value: string) => `kernel ${value}`,
		guest: (value: string) => `guest ${value}`,
		modules: (value: string) => `with the modules ${value}`,
		upgradeFrom: (value: string) => `upgraded from ${value}`,
		cmdline: (value: string) => `with ${value} on the kernel’s command line`,
		defaultSettings: 'default daemon settings',
	},
	assumed: (list: readonly string[]) => `Not said, so assumed: ${list.join('; ')}.`,
	/** What is taken for granted where the flags do not say it. */
	assumptions: {
		brNetfilter: 'br_netfilter loaded (--br-netfilter unloaded or absent)',
		network: (drivers: readonly string[]) =>
			`the network driver slirp4netns (dockerd-rootless.sh takes the first that is installed of ${drivers.join(', then ')}; --passt VERSION for pasta)`,
		implicit: 'the port driver implicit, the only one with pasta',
		builtin: 'the port driver builtin',
		rootlesskit: 'the RootlessKit that this Docker brings',
		inferred: (version: string) =>
			`the RootlessKit that this Docker brings: ${version} is inferred, no file that was read says so`,
	},
	/** @param newest versions, with the names of their parts */
	beyond: (newest: readonly string[]) => `nothing newer than ${newest.join(' and ')} was tried or read about`,
	untried: (driver: string) => `no check was ever asked with the network driver ${driver}`,
	nothingKnown: (why: string) => `Not known: ${why}.`,
	notKnown: (beyond: string) => `Not known: ${beyond}. What follows is what held up to there.`,
	readAbout: (list: readonly string[]) => `Read about, not measured: ${list.join(', ')}.`,
	unproven: 'new, and asked in few configurations so far',
	measuredUpTo: (version: string, known: string) => `${version} (measured up to ${known})`,
	daemon: {
		starts: 'The Docker daemon starts.',
		warns: (words: string) => `It warns: ${words}`,
		refuses: 'The Docker daemon refuses to start. Its words:',
		down: 'The Docker daemon does not start:',
		notKnown: (beyond: string) => `Whether the Docker daemon starts is not known: ${beyond}.`,
	},
	titles: {
		known: (checks: number) => `Known to fail (${plural(checks, 'check')})`,
		depends: (checks: number) => `Depends on a version that is not known (${plural(checks, 'check')})`,
		changes: 'What would change it',
		notKnown: (checks: number) => `Not known (${plural(checks, 'check')})`,
		holds: (checks: number) => `Expected to hold (${plural(checks, 'check')})`,
		holdsAsRead: (checks: number) =>
			`Expected to hold, as far as release notes and sources tell (${plural(checks, 'check')})`,
		onDemand: (checks: number) => `Asked on demand: ${checks}, each only where it is named`,
		caveats: 'Known of hosts and uses that the configuration does not describe',
		skipped: (checks: number) => `Not asked in this configuration (${plural(checks, 'check')})`,
	},
	rule: {
		gap: 'SECURITY GAP',
		titled: (title: string, because: string) => `${title}: ${because}`,
		because: (reason: string) => `because ${reason}`,
		since: (version: string) => `since ${version}`,
		fixed: (version: string) => `fixed in ${version}`,
		read: 'read of, in no run so far',
		elsewhere: 'seen in a run elsewhere, not repeated here',
		/** What was known last of a check of which nothing is known any more. */
		failedBefore: (title: string, see: string) => `it failed up to there: ${title}: ${see}`,
		where: (where: string, title: string) => `Where ${where}: ${title}`,
		instead: (what: string) => `instead: ${what}`,
	},
	/** A list behind what is said of it. */
	listed: (what: string, list: string) => `${what}: ${list}`,
	/** What is said of the list below it. */
	lead: (what: string) => `${what}:`,
	onDemand: {
		pass: 'expected to hold',
		known: 'known to fail',
		depends: 'depends on a version that is not known',
		'not-known': 'not known',
	},
	changes: {
		none: 'Nothing that is known.',
		starts: (gained: number) =>
			`the daemon starts, and ${plural(gained, 'check')} that it now keeps from running would hold`,
		holds: 'holds then',
		gap: 'SECURITY GAP then',
		fails: 'fails then',
		lost: (title: string, checks: string) => `${title} (${checks})`,
		dropped: 'no longer asked',
	},
}

export type ExplainWords = typeof english
