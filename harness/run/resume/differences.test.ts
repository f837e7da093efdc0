import { expect, it } from 'vitest'
import { recorded, readCell } from '#harness/matrix'
import { type PartOrigin, replay } from '#results'
import { exampleCell, stamped, cellRun, runStarted } from '#results/testing'
import { assertSameInputs, type RunInputs } from './differences.ts'

const [one, two] = [
	readCell(exampleCell('111111111111', 'one', { docker: 'local:./build' })),
	readCell(exampleCell('222222222222', 'two', { docker: 'local:./build', network: 'slirp4netns' })),
]
const origin = (part: string, sum: string, version = 'local'): PartOrigin => ({
	part,
	provider: 'local',
	version,
	source: `/build/${part}`,
	sha256: sum.repeat(64),
})
const tool = { version: '0.1.0', sources: 'abc' }
const host = { driver: 'QEMU', driverVersion: '10.0.8', accelerator: 'tcg', cpus: 2 }

/** A run that has done its first cell with this dockerd. */
function begun(dockerd = origin('dockerd', 'a')) {
	const started = { ...runStarted(recorded(one), recorded(two)), tool, host }
	const origins = [dockerd, origin('kernel', 'c', '6.12')]
	return { state: replay(stamped([started, ...cellRun(one.id, [], { origins })])), done: new Set([one.id]) }
}
function inputs(changes: Partial<RunInputs> = {}, dockerd = origin('dockerd', 'a')): RunInputs {
	const part = { name: 'docker', origins: [dockerd] }
	const artifacts = {
		stack: async () => [part],
		kernel: async () => ({ origins: [origin('kernel', 'c', '6.12')] }),
	} as unknown as RunInputs['artifacts']
	return { tool, host, artifacts, cells: [one, two], ...changes }
}
const refusal = (changes: Partial<RunInputs>, dockerd?: PartOrigin) =>
	assertSameInputs(begun(), inputs(changes, dockerd)).then(
		() => undefined,
		(error: Error) => error.message,
	)

it('the same goes on, also with another number of processors', async () => {
	expect(await refusal({})).toBeUndefined()
	expect(await refusal({ host: { ...host, cpus: 16 } })).toBeUndefined()
})

it.each([
	['its own files', { tool: { ...tool, sources: 'def' } }, "rootless-matrix's own files: was abc, is def"],
	['its version', { tool: { ...tool, version: '0.2.0' } }, 'rootless-matrix: was 0.1.0, is 0.2.0'],
	['VM driver', { host: { ...host, driverVersion: '7.2.22' } }, 'VM driver: was QEMU 10.0.8, is QEMU 7.2.22'],
	['the accelerator', { host: { ...host, accelerator: 'kvm' } }, 'accelerator: was tcg, is kvm'],
])('refuses when another is %s', async (_what, changes, difference) => {
	expect(await refusal(changes)).toContain(difference)
})

it('refuses when a build of the same name is another, and says which program', async () => {
	expect(await refusal({}, origin('dockerd', 'b'))).toContain(
		'docker local:./build: dockerd was local (sha256 aaaaaaaaaaaa), is local (sha256 bbbbbbbbbbbb)',
	)
})

it('names every difference at once, with exit code 2', async () => {
	const changed = inputs({ tool: { version: '0.2.0', sources: 'def' } }, origin('dockerd', 'b'))
	await expect(assertSameInputs(begun(), changed)).rejects.toMatchObject({
		code: 'configuration',
		message: expect.stringMatching(/0\.2\.0\n.*def\n.*dockerd was/) as string,
	})
})

it('does not mind another build where no cell is left that would have it, nor one that is gone', async () => {
	const axes = { ...recorded(two).axes, docker: 'debian:26.1', kernel: 'debian:6.1' }
	const other = readCell({ ...recorded(two), axes })
	expect(await refusal({ cells: [one, other] }, origin('dockerd', 'b'))).toBeUndefined()
	const artifacts = {
		stack: () => Promise.reject(new Error('not there')),
		kernel: () => Promise.reject(new Error('not there')),
	} as unknown as RunInputs['artifacts']
	expect(await refusal({ artifacts })).toBeUndefined()
})

it('a run that was begun before sources were recorded is not resumed', async () => {
	const { state, done } = begun()
	const old = { ...state, started: { ...state.started, tool: { version: '0.1.0' } } }
	await expect(assertSameInputs({ state: old, done }, inputs())).rejects.toThrow(
		"rootless-matrix's own files: was not recorded, is abc",
	)
})

const images = (key: string) => [{ image: `base ${one.axes.guest.raw}`, key }]

/** A run that has done its first cell with this base image, resumed while `key` is what it has now. */
const renewed = (before: string | undefined, key: string, cells = [one, two]) => {
	const started = { ...runStarted(recorded(one), recorded(two)), tool, host }
	const ran = cellRun(one.id, []).map((event) =>
		event.type === 'stack.reported' && before !== undefined ? { ...event, images: images(before) } : event,
	)
	const forCell = async () => ({
		base: { path: 'base.ext4', key },
		probe: { path: 'probe.tar', name: 'probe' },
	})
	const artifacts = {
		...inputs().artifacts,
		stack: async () => [],
		kernel: async () => ({ origins: [] }),
		forCell,
	}
	const now = { tool, host, cells, artifacts: artifacts as unknown as RunInputs['artifacts'] }
	return assertSameInputs({ state: replay(stamped([started, ...ran])), done: new Set([one.id]) }, now)
}

it('refuses when the base image was renewed in between, by name, and says what to do', async () => {
	await expect(renewed('aaaa', 'bbbb')).rejects.toMatchObject({
		code: 'configuration',
		message: expect.stringContaining('the image base debian:13: was aaaa, is bbbb') as string,
		hint: expect.stringContaining('start a new run') as string,
	})
})

it('does not mind the base image where it is the same, was not recorded, or no cell is left of its guest', async () => {
	await renewed('aaaa', 'aaaa')
	await renewed(undefined, 'bbbb')
	const other = readCell({ ...recorded(two), axes: { ...recorded(two).axes, guest: 'debian:12' } })
	await renewed('aaaa', 'bbbb', [one, other])
})
