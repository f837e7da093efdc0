import type { PartOrigin, RunEvent } from '../schema/index.ts'
import { plainText as plain } from '../report/index.ts'

/** One shard's run: its directory's name, and its events. */
export interface Shard {
	readonly name: string
	readonly events: readonly RunEvent[]
}

type Started = Extract<RunEvent, { type: 'run.started' }>

/** One thing in which shards differ, in a sentence that names them. */
export interface ShardDifference {
	/**
	 * `tool`: other harness code asked other questions or judged otherwise. `artifact`: one version, other bytes. Both make
	 * one table of what is not one thing; `host` only explains.
	 */
	readonly kind: 'tool' | 'artifact' | 'host'
	readonly message: string
}

/** `A: one, two; B: three`: who says what; undefined where all say the same. */
function differing(shards: readonly Shard[], said: readonly string[]): string | undefined {
	const values = [...new Set(said)]
	if (values.length < 2) return undefined
	return values
		.map((value) => {
			const names = shards.flatMap(({ name }, index) => (said[index] === value ? [plain(name)] : []))
			return `${plain(value)}: ${names.join(', ')}`
		})
		.join('; ')
}

const archOf = (source: string): string => /amd64|x86_64|arm64|aarch64/.exec(source)?.[0] ?? ''

/** What of an artifact should settle its bytes. */
const artifact = ({ part, provider, version, source }: PartOrigin): string =>
	[part, provider, version, archOf(source)].filter(Boolean).join(' ')

function* artifactDifferences(shards: readonly Shard[]): Generator<ShardDifference> {
	const seen = new Map<string, Map<string, Set<string>>>()
	for (const { name, events } of shards)
		for (const event of events) {
			if (event.type !== 'stack.reported') continue
			for (const origin of event.stack.origins) {
				const sums = seen.get(artifact(origin)) ?? new Map<string, Set<string>>()
				seen.set(artifact(origin), sums.set(origin.sha256, (sums.get(origin.sha256) ?? new Set()).add(name)))
			}
		}
	for (const [what, sums] of seen) {
		if (sums.size < 2) continue
		const said = [...sums].map(
			([sum, names]) =>
				`sha256 ${plain(sum.slice(0, 12))}: ${[...names].map((name) => plain(name)).join(', ')}`,
		)
		yield { kind: 'artifact', message: `${plain(what)} is not the same file everywhere (${said.join('; ')})` }
	}
}

/** Of the images that the harness builds. A base image is built anew every 30 days, so shards may fall on both sides. */
function* imageDifferences(shards: readonly Shard[]): Generator<ShardDifference> {
	const seen = new Map<string, Map<string, Set<string>>>()
	for (const { name, events } of shards)
		for (const { image, key } of events.flatMap((event) =>
			event.type === 'stack.reported' ? (event.images ?? []) : [],
		)) {
			const keys = seen.get(image) ?? new Map<string, Set<string>>()
			seen.set(image, keys.set(key, (keys.get(key) ?? new Set()).add(name)))
		}
	for (const [image, keys] of seen) {
		if (keys.size < 2) continue
		const said = [...keys].map(
			([key, names]) => `${plain(key.slice(0, 12))}: ${[...names].map((name) => plain(name)).join(', ')}`,
		)
		yield {
			kind: 'artifact',
			message: `the image ${plain(image)} is not the same everywhere (${said.join('; ')})`,
		}
	}
}

/** One table must not have cells that were asked everything beside some that were asked one thing. */
function* askedDifferences(shards: readonly Shard[]): Generator<ShardDifference> {
	const asked = new Map<string, Set<string>>()
	for (const { name, events } of shards)
		for (const event of events)
			if (event.type === 'cell.started' && event.checks !== undefined) {
				const key = JSON.stringify([...event.checks].sort())
				asked.set(key, (asked.get(key) ?? new Set()).add(name))
			}
	if (asked.size < 2) return
	const sets = [...asked].map(([key, names]) => ({
		checks: JSON.parse(key) as string[],
		names: [...names],
	}))
	const everywhere = (check: string) => sets.every(({ checks }) => checks.includes(check))
	const said = sets.map(({ checks, names }) => {
		const only = checks.filter((check) => !everywhere(check))
		const some = only.slice(0, 3).map((check) => plain(check))
		if (only.length > 3) some.push(`and ${only.length - 3} more`)
		const what = some.length === 0 ? 'no other than both' : some.join(', ')
		return `${names.map((name) => plain(name)).join(', ')}: ${what}`
	})
	yield { kind: 'tool', message: `the checks that were asked differ (${said.join('; ')})` }
}

/** Everything in which shards of one plan differ, the gravest first. Pure. */
export function shardDifferences(shards: readonly Shard[], starts: readonly Started[]): ShardDifference[] {
	const of = (kind: ShardDifference['kind'], what: string, value: (start: Started) => string) => {
		const found = differing(shards, starts.map(value))
		return found === undefined ? [] : [{ kind, message: `${what} differs (${found})` }]
	}
	return [
		...of('tool', 'the harness', ({ tool }) => tool.version),
		...of('tool', "the harness's sources", ({ tool }) => tool.sources ?? 'not recorded'),
		...of('tool', 'what the event log tells of a failure', ({ eventsVersion }) =>
			eventsVersion === undefined ? 'its check alone' : 'its form',
		),
		...askedDifferences(shards),
		...artifactDifferences(shards),
		...imageDifferences(shards),
		...of('host', 'VM driver', ({ host }) => `${host.driver} ${host.driverVersion}`),
		...of('host', 'the accelerator', ({ host }) => host.accelerator),
	]
}
