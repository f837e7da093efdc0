import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reportFacts } from '#harness/report-facts'
import { foldEvents, mergeRuns, type RunEvent, writeRun } from '#results'
import { type Fate, madeUpName, madeUpRun } from './made-up-run.ts'

// `npm run made-up -- INTO`: runs of every kind as `explain` expects them, with all their reports, to be looked at.

const unreachable =
	'https://mirror.example/docker.tgz cannot be reached: connect ECONNREFUSED 192.0.2.1:443. Name a mirror or a ' +
	'directory of files (ROOTLESS_MATRIX_DOCKER_MIRROR); a proxy from the environment is not used.'
const everySeventh: Fate = {
	flaky: (cell) => (cell % 7 === 2 ? ['dns.udp', 'publish.any-v4'] : []),
	broken: (cell) => (cell === 5 ? ['egress.tcp', 'publish.udp'] : []),
	error: (cell) => (cell === 9 ? 'the cell took longer than 600 s' : undefined),
	unavailable: (cell) => (cell % 11 === 3 ? unreachable : undefined),
}
const shards = [1, 2].map(async (index) => ({
	name: `shard-${index}`,
	events: await madeUpRun('nightly', everySeventh, { index, of: 3 }),
}))
const quick = await madeUpRun('quick')
const runs: Readonly<Record<string, { events: readonly RunEvent[]; gaps?: readonly string[] }>> = {
	quick: { events: quick },
	'27.5.1': { events: await madeUpRun('27.5.1') },
	debian: { events: await madeUpRun('debian') },
	nightly: { events: mergeRuns(await Promise.all(shards), `${madeUpName.replace(' ', '-')}-nightly`).events },
	flakes: { events: await madeUpRun('quick', everySeventh) },
	unavailable: { events: await madeUpRun('quick', { unavailable: () => unreachable }) },
	killed: {
		events: quick.slice(0, Math.floor(quick.length * 0.6)),
		gaps: [
			`line ${Math.floor(quick.length * 0.6)} of the event log is unfinished, as a killed run leaves it`,
		],
	},
}
const [into] = process.argv.slice(2)
if (into === undefined) throw new Error('Name a directory for the runs.')
const facts = await reportFacts()
for (const [name, { events, gaps }] of Object.entries(runs)) {
	const dir = join(into, name)
	await mkdir(dir, { recursive: true })
	await writeFile(join(dir, 'events.ndjson'), events.map((one) => JSON.stringify(one)).join('\n') + '\n')
	await writeRun({ dir, results: foldEvents(events), facts, ...(gaps === undefined ? {} : { gaps }) })
}
