import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { planMatrix, readMatrixText } from '#harness/matrix'
import { cliInMemory } from '../../testing/fake-ambient.ts'

let dir = ''
let file = ''
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-watch-upstream-'))
	file = join(dir, 'nightly.yaml')
	await writeFile(file, text)
})
afterEach(() => rm(dir, { recursive: true }))

const text = `# What a night is enough for.
schemaVersion: 1
name: nightly
axes:
  kernel: [debian:6.12]
  brNetfilter: loaded
  docker: debian:26.1
  rootlesskit: [bundled]
  network:
    - slirp4netns
    # The daemon does not start with it.
    - pasta@2025_05_03
  portDriver: [builtin, implicit]
  daemon: default
daemons: { default: {} }
coverage: pairwise
seed: 1
`

const first: Readonly<Record<string, readonly string[]>> = {
	kernel: ['debian:6.12.100+deb13-cloud-amd64'],
	passt: ['pasta@2025_05_03'],
	docker: ['debian:26.1.5+dfsg1-9'],
	rootlesskit: ['debian:2.0.2-1'],
}
const watch = (offered: typeof first, ...words: string[]) =>
	cliInMemory(['watch-upstream', '--matrix', file, ...words], {
		listValues: async (axis) => [...(offered[axis] ?? [])],
	})
const known = () => readFile(join(dir, 'nightly.upstream.json'), 'utf8')

it('adds nothing the first time, then what is new, by itself and never silently', async () => {
	const begun = await watch(first)
	expect([begun.code, begun.stdout]).toEqual([
		0,
		expect.stringContaining('known from now on; nothing is added'),
	])
	expect(await readFile(file, 'utf8')).toBe(text)
	expect((await watch(first)).stdout).toContain('Nothing is new in the mirrors since 20')
	const later = {
		kernel: [...first['kernel']!, 'debian:6.12.107+deb13-cloud-amd64', 'debian:7.4.2+deb14-cloud-amd64'],
		passt: ['pasta@2026_11_20'],
		docker: [...first['docker']!, 'debian:29.1.2+dfsg1-1'],
		rootlesskit: [...first['rootlesskit']!, '$(reboot)'],
	}
	const dry = await watch(later, '--dry-run')
	expect(dry.stdout).toContain('Would add')
	expect(await readFile(file, 'utf8')).toBe(text)
	const { code, stdout } = await watch(later)
	expect(code).toBe(0)
	expect(stdout.replaceAll(file, 'FILE').trim().split('\n')).toEqual([
		'Added to FILE: kernel debian:7.4.2+deb14-cloud-amd64',
		'New: kernel debian:6.12.107+deb13-cloud-amd64, which debian:6.12 stands for',
		'Added to FILE: passt pasta@2026_11_20',
		'Added to FILE: docker debian:29.1.2+dfsg1-1',
		'New, and no value of the axis: rootlesskit $(reboot)',
	])
	const written = await readFile(file, 'utf8')
	expect(written).toContain('# The daemon does not start with it.')
	const { axes } = readMatrixText(written, file)
	expect(axes).toMatchObject({
		kernel: ['debian:6.12', 'debian:7.4.2+deb14-cloud-amd64'],
		docker: ['debian:26.1', 'debian:29.1.2+dfsg1-1'],
		network: ['slirp4netns', 'pasta@2025_05_03', 'pasta@2026_11_20'],
	})
	const tested = planMatrix(readMatrixText(written, file)).cells.map((cell) => cell.axes.network.raw)
	expect(tested).toContain('pasta@2026_11_20')
	// The mirror lost passt's old version for a day: it is no news when it is back.
	expect((await watch({ ...later, passt: [...first['passt']!, ...later.passt] })).stdout).toContain(
		'Nothing is new',
	)
})

it('refuses a flood, a file that it did not write, and a matrix that is not there', async () => {
	await watch(first)
	const before = await known()
	const flood = Array.from({ length: 21 }, (_, index) => `debian:7.${index}.1+deb14-cloud-amd64`)
	const { code, stderr } = await watch({ ...first, kernel: flood })
	expect([code, stderr]).toEqual([2, expect.stringContaining('21 new versions of kernel')])
	expect([await known(), await readFile(file, 'utf8')]).toEqual([before, text])
	await writeFile(join(dir, 'nightly.upstream.json'), '{"values":1}')
	const odd = await watch(first)
	expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('is not what watch-upstream wrote')])
	await rm(file)
	const gone = await watch(first)
	expect([gone.code, gone.stderr]).toEqual([
		2,
		expect.stringMatching(/there is no matrix file \S+\nA preset cannot be added to/),
	])
	await writeFile(file, text)
})
