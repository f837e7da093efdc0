import type { Bundle } from './read-bundle.ts'

/** The nearest configuration to a machine's that the harness can speak about, as the flags of `explain` have it. */
export interface BundleConfiguration {
	readonly docker?: string | undefined
	readonly rootlesskit?: string | undefined
	readonly passt?: string | undefined
	readonly slirp4netns?: string | true | undefined
	readonly portDriver?: string | undefined
	/** The series, as `6.12`. */
	readonly kernel?: string | undefined
	readonly brNetfilter?: string | undefined
	readonly daemon?: string | undefined
	readonly guest?: string | undefined
	/** Where it departs from the machine, and what the bundle does not say; for a person. */
	readonly notes: readonly string[]
}

/** `guests`: the distributions that there are guests of. */
export function configurationOf({ sections }: Bundle, guests: readonly string[]): BundleConfiguration {
	const notes: string[] = []
	const lines = (name: string) => sections.get(name) ?? []
	const program = (name: string) =>
		/^\S+: (?!not in PATH)(.*)$/.exec(find(lines('programs'), `${name}: `) ?? '')?.[1]
	const numbers = (text: string | undefined) => /\d+\.\d+\.\d+/.exec(text ?? '')?.[0]
	const info = (key: string) => find(lines('docker-info'), `${key}:`, true)
	const docker = numbers(info('Server Version')) ?? numbers(program('dockerd')) ?? numbers(program('docker'))
	if (docker === undefined) notes.push('it does not say which Docker this is')
	const release = /^Linux (\S+)/.exec(lines('kernel')[0] ?? '')?.[1]
	const kernel = /^\d+\.\d+/.exec(release ?? '')?.[0]
	if (release !== undefined)
		notes.push(`its kernel is ${release}; Debian's ${kernel ?? ''} stands for it unless its files are given`)
	const args = lines('rootlesskit')
	const net = args.find((one) => one.startsWith('--net='))?.slice(6)
	const driver =
		net ?? (program('slirp4netns') === undefined && program('pasta') !== undefined ? 'pasta' : undefined)
	const passt =
		/\d{4}_\d{2}_\d{2}(\.[0-9a-f]{7,40})?|0\.0~git\d{8}\.[0-9a-f]{7,40}|0\^\d{8}\.g[0-9a-f]{7,40}/.exec(
			program('pasta') ?? '',
		)?.[0]
	if (driver === 'pasta' && passt === undefined) notes.push('it does not say which passt this is')
	if (driver !== undefined && driver !== 'pasta' && driver !== 'slirp4netns')
		notes.push(`its network driver is ${driver}; slirp4netns stands for it`)
	const port = args.find((one) => one.startsWith('--port-driver='))?.slice(14)
	const os = (key: string) =>
		find(lines('os'), `${key}=`)
			?.slice(key.length + 1)
			.replaceAll('"', '')
	const system = `${os('ID') ?? ''}:${os('VERSION_ID') ?? ''}`
	const guest = guests.find((one) => one === system)
	if (system !== ':' && guest === undefined)
		notes.push(`there is no guest of ${system}; another one stands for it`)
	return {
		docker,
		rootlesskit: numbers(program('rootlesskit')),
		...(driver === 'pasta' && passt !== undefined
			? { passt }
			: { slirp4netns: numbers(program('slirp4netns')) ?? true }),
		portDriver: port === 'none' ? undefined : port,
		kernel,
		brNetfilter: brNetfilterOf(lines('lsmod'), lines('modules'), lines('config')),
		daemon: daemonOf(lines('daemon.json'), lines('unit')),
		guest,
		notes,
	}
}

function find(lines: readonly string[], start: string, value = false): string | undefined {
	const line = lines.map((one) => one.trim()).find((one) => one.startsWith(start))
	return value ? line?.slice(start.length).trim() : line
}

/** Undefined where the bundle says nothing of modules. */
function brNetfilterOf(
	loaded: readonly string[],
	modules: readonly string[],
	config: readonly string[],
): string | undefined {
	if (loaded.includes('br_netfilter') || modules.includes('br_netfilter (built in)')) return 'loaded'
	if (modules.includes('br_netfilter') || config.includes('CONFIG_BRIDGE_NETFILTER=m')) return 'unloaded'
	return modules.length > 0 || config.length > 0 ? 'absent' : undefined
}

/** Keys of daemon.json that decide about networking, as `--daemon` takes them. */
const daemonKeys = ['icc', 'userland-proxy', 'ipv6', 'ip6tables', 'firewall-backend'] as const

function daemonOf(json: readonly string[], unit: readonly string[]): string | undefined {
	const isBridgeless = /"none"/.test(find(json, '"bridge"') ?? '')
	// Without a default bridge the others decide about nothing that is asked.
	const keys = isBridgeless ? (['ip6tables', 'firewall-backend'] as const) : daemonKeys
	const settings = keys.flatMap((key) => {
		const value = new RegExp(`^"${key}"\\s*:\\s*"?([\\w-]+)"?$`).exec(find(json, `"${key}"`) ?? '')?.[1]
		return value === undefined ? [] : [`${key}=${value}`]
	})
	const ignores = unit.some((line) =>
		/^Environment="?DOCKER_IGNORE_BR_NETFILTER_ERROR=1"?$/.test(line.trim()),
	)
	const words = [
		...(isBridgeless ? ['bridge=none'] : []),
		...settings,
		...(ignores ? ['ignore-br-netfilter-error=1'] : []),
	]
	return words.length === 0 ? undefined : words.join(',')
}
