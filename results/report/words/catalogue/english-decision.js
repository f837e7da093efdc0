// @ts-check

/** What a run says of each Docker, in every report. */
export const englishDecision = {
	title: 'Does it work?',
	/** @type {Record<string, string>} */
	states: {
		works: 'works',
		gaps: 'works with gaps',
		holds: 'holds in what was asked',
		lacks: 'fails in some of what was asked',
		fails: 'does not work',
		refuses: 'refuses to start as documented',
		unknown: 'could not be decided',
		untried: 'not tried',
	},
	/** @type {(state: string, count: number, all: number) => string} */
	counted: (state, count, all) => `${state} on ${count} of ${all} configuration${all === 1 ? '' : 's'}`,
	/** A setting that nobody set. */
	unset: (/** @type {string} */ name) => `${name} not set`,
	/** Of an axis of which there is nothing. @type {Record<string, string>} */
	nothing: {
		cmdline: 'nothing added to the kernel command line',
		modules: 'kernel modules as usual',
		upgradeFrom: 'not upgraded',
	},
	/** What failed and nobody knew. */
	unknownFailures: (/** @type {string} */ list) => `fails, and no known issue says so: ${list}`,
	flaky: (/** @type {string} */ list) =>
		`failed in one attempt, and held or failed otherwise in another: ${list}`,
	/** Of a check that asks what is closed. */
	mayBeGap: '; take it for a security gap until it is explained',
	refusal: 'The daemon refuses to start, for br_netfilter is not there',
	refusalBecause:
		'icc=false, and from 27.4 on userland-proxy=false, need br_netfilter, and a rootless daemon cannot load it',
	common: (/** @type {string} */ values) => `: ${values}`,
	aside: (/** @type {string} */ words) => ` (${words})`,
	name: (/** @type {string} */ docker, /** @type {string} */ state) => `Docker ${docker} ${state}`,
	gap: 'Security gap',
	limit: 'Known limit',
	consequence: 'Consequence',
	advice: 'Recommendation',
	best: (/** @type {string} */ where, /** @type {string} */ what) =>
		`Of the configurations tried, take ${where}: ${what}`,
	/** The same where there is little room. @type {(where: string, what: string) => string} */
	take: (where, what) => `take ${where} (${what})`,
	/** Where the best shows a gap. @type {(where: string, what: string) => string} */
	bestWithGaps: (where, what) => `Of the configurations tried, none does better than ${where}: ${what}`,
	/** @type {(where: string, what: string) => string} */
	takeWithGaps: (where, what) => `none does better than ${where} (${what})`,
	/** Configurations with fewer gaps that are not to be taken either. */
	unsure: 'Left aside, for something failed, was flaky or broke there that nobody can explain',
	givesUp: 'Left aside, for the loopback of the host is open to containers there',
	/** Nothing of what was tried is to be taken. */
	takeNone: 'none of the configurations tried is to be taken',
	/** Then nothing needs the module; where no such configuration was tried. */
	plain: 'leave icc and userland-proxy at their defaults (not tried)',
	/** By the rules alone, where what was tried shows a gap. */
	plainSlirp:
		'as far as is known, slirp4netns with the port driver builtin and a daemon that is told nothing has no security gap (not tried)',
	/** For a kernel that has no br_netfilter, or has not loaded it. */
	without: (/** @type {string} */ what) => `Where br_netfilter is not loaded: ${what}`,
	/** What a part of the stack cannot do. @type {(checks: string, why: string) => string} */
	notOffered: (checks, why) => `Not supported: ${why} (${checks})`,
	/** A security gap that the rules know of, and nobody looked for. @type {(title: string, checks: string) => string} */
	unasked: (title, checks) => `No answer, and a known security gap there: ${title} (${checks})`,
	/** Where there are such. */
	hostNetwork: (/** @type {string} */ version) =>
		`By design since Docker ${version}, a container with --network host reaches what listens on 127.0.0.1 of the host: databases, admin ports, other users\u2019 services`,
	noGapAsked: 'none in what was asked',
	noGapAskedHere: 'no security gap in what was asked',
	noGap: 'no security gap',
	someGaps: (/** @type {number} */ n) => `${n} security gap${n === 1 ? '' : 's'}`,
	noIssue: 'nothing failed',
	issues: (/** @type {number} */ n, /** @type {string} */ list) =>
		`${n} check${n === 1 ? ' fails' : 's fail'} as known (${list})`,
	where: (/** @type {string} */ conditions, /** @type {string} */ what) => `With ${conditions}: ${what}`,
	reason: (/** @type {string} */ title) => `otherwise: ${title}`,
	avoid: (/** @type {string} */ setting) => `do not rely on ${setting}`,
	/** Between the conditions of two issues with the same remedy. */
	orWith: ', or with ',
	andThen: ' and ',
	noRemedy: 'no single change is known to help',
	noRemedyButOlder: 'no single change is known to help but an older version',
	/** A remedy that helps and opens a security gap. @type {(what: string, gaps: string) => string} */
	opens: (what, gaps) => `${what}, which opens a security gap: ${gaps}`,
	/** A remedy that helps and breaks what nobody can do without. @type {(what: string, list: string) => string} */
	breaks: (what, list) => `${what}, which breaks more than it mends: ${list}`,
	remains: (/** @type {string} */ list) => `still fails then, as known: ${list}`,
	/** From Docker 29.5 on. */
	detaches: '--network host is the host\u2019s own network then',
	widens: (/** @type {string} */ gaps) => `widens a security gap: ${gaps}`,
	held: (/** @type {string} */ cells) => `held so in ${cells}`,
	costs: (/** @type {string} */ list) => `fails then, as known: ${list}`,
	others: (/** @type {number} */ n) =>
		`${n} further known limit${n === 1 ? '' : 's'}, each with what would change it`,
	below: (/** @type {number} */ n) =>
		`${n} further known limit${n === 1 ? '' : 's'}: see the known issues below`,
	untried: (/** @type {string} */ list) => `Not tried: ${list}`,
	and: ', ',
	or: ' or ',
	is: (/** @type {string} */ name, /** @type {string} */ values) => `${name} ${values}`,
	parts: {
		dockerd: 'Docker',
		containerd: 'containerd',
		runc: 'runc',
		rootlesskit: 'RootlessKit',
		slirp4netns: 'slirp4netns',
		passt: 'passt',
		network: 'the network driver',
		kernel: 'the kernel',
	},
	remedy: {
		upgrade: (/** @type {string} */ part, /** @type {string} */ version) =>
			`upgrade ${part} to ${version} or newer`,
		andIgnore: ', and set DOCKER_IGNORE_BR_NETFILTER_ERROR=1',
		/** Newer versions that are not meant. */
		except: (/** @type {string} */ ranges) => `but not ${ranges}`,
		/** Of a version that nobody has run here. */
		onlyRead: 'read about, not measured',
		begins: (/** @type {string} */ version, /** @type {string} */ checks) =>
			`from ${version} on fails, as known: ${checks}`,
		downgrade: (/** @type {string} */ part, /** @type {string} */ version) =>
			`go back to a ${part} from before ${version}`,
		profile: 'load an AppArmor profile that allows `userns` for the path of rootlesskit',
		unloaded: 'load br_netfilter on the host, as root: modprobe br_netfilter',
		absent: 'run a kernel that has br_netfilter, and load it on the host, as root: modprobe br_netfilter',
		leave: (/** @type {string} */ setting) => `leave ${setting} at its default`,
		/** A restriction that nobody then asks for. */
		iccDefault: (/** @type {string} */ setting) =>
			`leave ${setting} at its default (containers on the default bridge can talk then)`,
		set: (/** @type {string} */ setting) => `set ${setting}=1`,
		portDriver: (/** @type {string} */ driver) =>
			`use the port driver ${driver}: DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=${driver}`,
		slirp: (/** @type {string} */ portDriver, /** @type {string} */ driver) =>
			`use slirp4netns with the port driver ${portDriver} instead of ${driver}`,
	},
	/** What a security gap lets happen, by the id of its known issue. @type {Record<string, string>} */
	consequences: {
		'networks-not-isolated-v6':
			'every container on a network with an IPv6 subnet can reach every port of the containers on the other such networks',
		'icc-not-enforced':
			'every container on the default bridge can reach every port of its neighbours there, as if icc=false had not been set',
		'pasta-host-loopback-spliced':
			'a container with --network host reaches what listens on 127.0.0.1 of the host: databases, admin ports, other users\u2019 services',
		'pasta-host-loopback-spliced-tcp':
			'a container with --network host reaches, over TCP, what listens on 127.0.0.1 of the host: databases, admin ports, other users\u2019 services',
		'pasta-netns-loopback-tcp':
			'every user of the host reaches, over TCP, what listens on 127.0.0.1 in RootlessKit\u2019s namespace, such as containers with --network host',
		'pasta-netns-loopback-before-the-change':
			'every user of the host reaches what listens on 127.0.0.1 in RootlessKit\u2019s namespace, such as containers with --network host',
		'pasta-netns-loopback-restored':
			'every user of the host reaches what listens on 127.0.0.1 in RootlessKit\u2019s namespace, such as containers with --network host',
	},
}
