import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reportFacts } from '#harness/report-facts'
import { foldEvents, mergeRuns, type RunEvent, writeRun } from '#results'
import { type Fate, madeUpName, madeUpRun } from './made-up-run.ts'

const unreachable =
	'https://mirror.example/docker.tgz cannot be reached: connect ECONNREFUSED 192.0.2.1:443. Name a mirror or a ' +
	'directory of files (ROOTLESS_MATRIX_DOCKER_MIRROR); a proxy from the environment is not used.'
const everySeventh: Fate = {
	flaky: (cell) => (cell % 7 === 2 ? ['dns.udp', 'publish.any-v4'] : []),
	broken: (cell) => (cell === 5 ? ['egress.tcp', 'publish.udp'] : []),
	error: (cell) => (cell === 9 ? 'the cell took longer than 600 s' : undefined),
	unavailable: (cell) => (cell % 11 === 3 ? unreachable : undefined),
}

interface MadeUp {
	readonly events: readonly RunEvent[]
	/** What its log lacks. */
	readonly gaps?: readonly string[]
}

/** Runs of every kind. Each is made when it is its turn: some take long. */
export const madeUpRuns: Readonly<Record<string, () => Promise<MadeUp>>> = {
	quick: async () => ({ events: await madeUpRun('quick') }),
	'27.5.1': async () => ({ events: await madeUpRun('27.5.1') }),
	debian: async () => ({ events: await madeUpRun('debian') }),
	async nightly() {
		const shards = [1, 2].map(async (index) => ({
			name: `shard-${index}`,
			events: await madeUpRun('nightly', everySeventh, { index, of: 3 }),
		}))
		return mergeRuns(await Promise.all(shards), `${madeUpName.replace(' ', '-')}-nightly`)
	},
	flakes: async () => ({ events: await madeUpRun('quick', everySeventh) }),
	unavailable: async () => ({ events: await madeUpRun('quick', { unavailable: () => unreachable }) }),
	async killed() {
		const quick = await madeUpRun('quick')
		const lines = Math.floor(quick.length * 0.6)
		return {
			events: quick.slice(0, lines),
			gaps: [`line ${lines} of the event log is unfinished, as a killed run leaves it`],
		}
	},
}

/** Runs of every kind as `explain` expects them, with all their reports, to be looked at. */
export async function writeMadeUpRuns(into: string, say: (step: string) => void): Promise<void> {
	const facts = await reportFacts({ matrix: 'made up', cells: [] })
	for (const [index, [name, make]] of Object.entries(madeUpRuns).entries()) {
		const dir = join(into, name)
		say(`${index + 1} of ${Object.keys(madeUpRuns).length}: ${dir}`)
		const { events, gaps } = await make()
		await mkdir(dir, { recursive: true })
		await writeFile(join(dir, 'events.ndjson'), events.map((one) => JSON.stringify(one)).join('\n') + '\n')
		await writeRun({ dir, results: foldEvents(events), facts, ...(gaps === undefined ? {} : { gaps }) })
	}
}
