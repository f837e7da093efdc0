import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisect } from './bisect.ts'
import { assertSameMade, assertSameTool } from './made.ts'
import { type AskedVersion, type BisectRecord, type Made, readRecord, writeRecord } from './record.ts'
import { bisectReport } from './report.ts'
import { type Judgement, nextStep } from './search.ts'
import { valueComplaint, valueOf, valuesBetween } from './versions.ts'

const values = Array.from({ length: 10 }, (_, index) => `pasta@2024_01_${String(index + 10)}`)
const start: BisectRecord = {
	schemaVersion: 1,
	axis: 'passt',
	good: values[0]!,
	bad: values[9]!,
	check: 'publish.v4',
	fixed: 'kernel debian:6.12',
	values,
	asked: [],
}

type Outcome = AskedVersion['outcome']

/** Bisects versions that answer so, by their index, each time the next and then the last again. */
async function search(
	answers: (index: number) => readonly Outcome[],
	{ record = start, stopAfter = Infinity } = {},
) {
	const asked: string[] = []
	const written: BisectRecord[] = []
	const stop = new AbortController()
	const done = await bisect({
		record,
		signal: stop.signal,
		say: () => undefined,
		write: async (one) => {
			written.push(one)
			if (one.asked.length - record.asked.length >= stopAfter) stop.abort()
		},
		async ask(value) {
			const script = answers(values.indexOf(value))
			const times = asked.filter((one) => one === value).length
			asked.push(value)
			const outcome = script[Math.min(times, script.length - 1)]!
			return { outcome, run: `runs/${asked.length}`, ...(outcome === 'none' ? { reason: 'gone' } : {}) }
		},
	})
	return { done, asked: asked.map((value) => values.indexOf(value)), written }
}

const changesAt = (first: number) => (index: number) => [index >= first ? 'fail' : 'pass'] as const

test.each([1, 2, 5, 8, 9])(
	'finds the change at %i, asking both ends first and few between',
	async (first) => {
		const { done, asked } = await search(changesAt(first))
		expect(done.sentence).toBe(`publish.v4 passes with ${values[first - 1]} and fails with ${values[first]}.`)
		expect(asked.slice(0, 2)).toEqual([9, 0])
		expect(asked.length).toBeLessThanOrEqual(2 + 4)
		expect(new Set(asked).size).toBe(asked.length)
	},
)

test('what cannot be judged is passed over, and named where the change may be in it', async () => {
	const gone = await search((index) => (index === 4 || index === 5 ? ['none'] : changesAt(5)(index)))
	expect(gone.done.sentence).toBe(
		`publish.v4 passes with ${values[3]} and fails with ${values[6]}; ${values[4]}, ${values[5]} between them could not be judged, so the change is in one of these or in ${values[6]}.`,
	)
	const aside = await search((index) => (index === 4 ? ['none'] : changesAt(8)(index)))
	expect(aside.done.sentence).toBe(`publish.v4 passes with ${values[7]} and fails with ${values[8]}.`)
	expect(bisectReport(gone.done)).toContain('| skipped: gone |')
})

test('an end that is not as it was said to be ends it at once, with what was found', async () => {
	await expect(search(() => ['pass'])).rejects.toThrow(`--bad ${values[9]} is not bad: the check passes`)
	await expect(search(() => ['fail'])).rejects.toThrow(`--good ${values[0]} is not good: the check fails`)
	await expect(search((index) => (index === 0 ? ['none'] : ['fail']))).rejects.toThrow(
		'cannot be judged there: gone',
	)
})

test('a check that fails only sometimes is asked three times, and a lucky pass is not believed', async () => {
	// From 6 on it fails, but not at first.
	const { done, asked } = await search((index) =>
		index < 6 ? ['pass'] : index === 9 ? ['flaky'] : ['pass', 'fail'],
	)
	expect(done.sentence).toBe(`publish.v4 passes with ${values[5]} and fails sometimes with ${values[6]}.`)
	const times = (index: number) => asked.filter((one) => one === index).length
	expect([times(9), times(0), times(5), times(6)]).toEqual([3, 3, 3, 3])
})

test('one that was stopped goes on where it was, and asks nothing twice', async () => {
	const first = await search(changesAt(5), { stopAfter: 3 })
	expect(first.done.sentence).toBeUndefined()
	const record = first.written.at(-1)!
	const second = await search(changesAt(5), { record })
	expect(second.done.sentence).toBe(`publish.v4 passes with ${values[4]} and fails with ${values[5]}.`)
	expect([...first.asked, ...second.asked]).toHaveLength(new Set([...first.asked, ...second.asked]).size)
	expect(second.done.asked.slice(0, 3)).toEqual(record.asked)
})

test('for every place of the change and every skipped version, the answer holds', () => {
	for (let first = 1; first < 7; first++)
		for (let skips = 0; skips < 2 ** 5; skips++) {
			const truth = (index: number): Judgement =>
				index > 0 && index < 6 && skips & (1 << (index - 1)) ? 'skipped' : index >= first ? 'bad' : 'good'
			const judged = new Map<number, Judgement>([
				[0, 'good'],
				[6, 'bad'],
			])
			for (;;) {
				const step = nextStep(judged, 7)
				if (step.state === 'found') {
					expect(truth(step.lastGood)).toBe('good')
					expect(truth(step.firstBad)).toBe('bad')
					expect(step.between.every((index) => truth(index) === 'skipped')).toBe(true)
					break
				}
				expect(judged.has(step.index)).toBe(false)
				judged.set(step.index, truth(step.index))
			}
		}
})

test('versions are those between the ends, in their direction, each once', () => {
	const ends = { good: 'pasta@2024_05_10', bad: 'pasta@2025_05_03' }
	const listed = [
		'pasta@2025_01_01.abcdefa',
		'pasta@2025_01_01',
		'pasta@2023_01_01',
		'pasta@2024_06_07',
		ends.bad,
	]
	const between = ['pasta@2024_06_07', 'pasta@2025_01_01.abcdefa']
	expect(valuesBetween('passt', ends, listed)).toEqual([ends.good, ...between, ends.bad])
	const back = { good: ends.bad, bad: ends.good }
	expect(valuesBetween('passt', back, listed)).toEqual([back.good, ...between.toReversed(), back.bad])
	expect(() => valuesBetween('docker', { good: 'upstream:27.5.1', bad: 'debian:27.5.1' }, [])).toThrow(
		/same version/,
	)
	const kernels = { good: 'debian:6.1', bad: 'debian:6.12' }
	const releases = ['debian:6.9.7-cloud-amd64', 'debian:6.11.10+bpo-cloud-amd64', 'debian:6.16.3-cloud-amd64']
	expect(valuesBetween('kernel', kernels, releases).slice(1, -1)).toEqual(releases.slice(0, 2))
	expect([valueOf('docker', '27.5.1'), valueOf('docker', '26.1'), valueOf('kernel', '6.12')]).toEqual([
		...['upstream:27.5.1', 'debian:26.1', 'debian:6.12'],
	])
	expect(valueComplaint('passt', 'pasta@new')).toMatch(/expected/)
	expect(valueComplaint('docker', 'local:dir')).toMatch(/ordered/)
})

test('a record is read as it was written, and refused for another bisection', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-bisect-'))
	try {
		const path = join(dir, 'bisect.json')
		expect(await readRecord(path, start)).toBeUndefined()
		await writeRecord(path, start)
		expect(await readRecord(path, start)).toEqual(start)
		await expect(readRecord(path, { ...start, check: 'dns.udp' })).rejects.toThrow(/its check is publish\.v4/)
		await writeFile(path, '{"schemaVersion":')
		await expect(readRecord(path, start)).rejects.toThrow(/no record of a bisection/)
	} finally {
		await rm(dir, { recursive: true })
	}
})

const origin = (part: string, sum: string, version = '1') => ({
	part,
	provider: 'debian',
	version,
	source: `${part}_${version}`,
	sha256: sum.repeat(64),
})
const made = (changes: Partial<Made> = {}): Made => ({
	tool: { version: '0.1.0', sources: 'abc' },
	host: { driver: 'QEMU', driverVersion: '10.0.8', accelerator: 'tcg', cpus: 2 },
	origins: [origin('docker.io', 'a'), origin('kernel', 'b'), origin('passt', 'c', values[0])],
	images: [{ image: 'base debian:13', key: 'one' }],
	...changes,
})
const answer = (value: string, of: Made | undefined): AskedVersion => ({
	value,
	outcome: 'pass',
	run: 'runs/1',
	...(of === undefined ? {} : { made: of }),
})
const before: BisectRecord = { ...start, asked: [answer(values[0]!, made())] }

test.each<[string, Partial<Made>, string]>([
	['harness', { tool: { version: '0.1.0', sources: 'def' } }, 'own files: was abc, is def'],
	['QEMU', { host: { ...made().host, driverVersion: '7.2.22' } }, 'was QEMU 10.0.8, is QEMU 7.2.22'],
	['accelerator', { host: { ...made().host, accelerator: 'kvm' } }, 'accelerator: was tcg, is kvm'],
	[
		'kernel under one name',
		{ origins: [origin('kernel', 'd', '2')] },
		'kernel was 1 (sha256 bbbbbbbbbbbb), is 2',
	],
	['base image', { images: [{ image: 'base debian:13', key: 'two' }] }, 'base debian:13: was one, is two'],
])('an answer that was found with another %s does not go with the others', (_what, changes, difference) => {
	const next = answer(values[9]!, made(changes))
	expect(() => assertSameMade(before, next)).toThrow(difference)
	expect(() => assertSameMade(before, answer(values[9]!, made()))).not.toThrow()
})

test('what varies may have other bytes with another value, and not with the same one', () => {
	const other = made({ origins: [origin('passt', 'd', values[9])] })
	expect(() => assertSameMade(before, answer(values[9]!, other))).not.toThrow()
	expect(() => assertSameMade(before, answer(values[0]!, other))).toThrow(/passt was .*, is /)
	const gone = { ...start, asked: [answer(values[0]!, made({ origins: [] }))] }
	expect(() => assertSameMade(gone, answer(values[9]!, made()))).not.toThrow()
})

test('an answer of another kind is neither counted nor written', async () => {
	const written: BisectRecord[] = []
	const going = bisect({
		record: { ...before, asked: [answer(values[9]!, made())] },
		signal: new AbortController().signal,
		say: () => undefined,
		write: async (one) => void written.push(one),
		ask: async () => ({ outcome: 'fail', run: 'runs/2', made: made({ tool: { version: '0.2.0' } }) }),
	})
	await expect(going).rejects.toThrow('rootless-matrix: was 0.1.0, is 0.2.0')
	expect(written).toEqual([])
})

test('answers of another harness, or of nobody knows which, are not gone on from', () => {
	expect(() => assertSameTool(before, made().tool)).not.toThrow()
	expect(() => assertSameTool(before, { version: '0.1.0', sources: 'def' })).toThrow(
		'own files: was abc, is def',
	)
	const old = { asked: [answer(values[0]!, undefined)] }
	expect(() => assertSameTool(old, made().tool)).toThrow('was not recorded, is abc')
	const nothing: AskedVersion = { value: values[0]!, outcome: 'none', reason: 'no such cell', run: '' }
	expect(() => assertSameTool({ asked: [nothing] }, made().tool)).not.toThrow()
})
