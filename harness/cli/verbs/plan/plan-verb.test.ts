import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadMatrix, planMatrix } from '#harness/matrix'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'
import { keysOf } from '../../flags/plan-estimate.ts'

let dir = ''
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'plan-verb-'))))
afterEach(() => rm(dir, { recursive: true }))

const many = (count: number) => `schemaVersion: 1
name: many
daemons: { default: {} }
axes:
  kernel: [${Array.from({ length: count }, (_, index) => `debian:6.${index}`).join(', ')}]
  brNetfilter: loaded
  docker: upstream:27.5.1
  rootlesskit: bundled
  network: pasta@2025_05_03
  portDriver: implicit
  daemon: default
coverage: full
`

describe('plan', () => {
	it('has the nightly preset as a tree, with what is left out, each reason once', async () => {
		const { code, stdout } = await cli(['plan', '-p', 'nightly', '--tree', '--runs-dir', dir])
		expect(code).toBe(0)
		expect(stdout).toMatch(/^nightly: 82 cells/)
		expect(stdout.match(/└─|├─/g)?.length).toBeGreaterThan(82)
		expect(stdout.split('RootlessKit 1 (Debian 12 brings 1.1.0) has no pasta driver\n')).toHaveLength(4)
		expect(stdout.split('\n').length).toBeLessThan(200)
	})

	it('says that the time is a default, and that a download of unknown size is unknown', async () => {
		const file = join(dir, 'm.yaml')
		await writeFile(file, many(2))
		const { stdout } = await cli(['plan', '-m', file, '--runs-dir', dir])
		expect(stdout).toContain('time: about 5 min with one VM at a time (2 at 150 s, a default)')
		expect(stdout).toContain('download: unknown for 8, which were not looked up (debian kernel 6.0')
		expect(stdout).toContain('to build: the base image of Debian 13 (some minutes)')
	})

	it('knows the size of what the lock beside the matrix has pinned', async () => {
		const file = join(dir, 'm.yaml')
		await writeFile(file, many(1))
		const pinned = { url: 'https://example.test/x', size: 2 ** 20, sha256: 'a'.repeat(64) }
		const key = process.arch === 'arm64' ? 'docker-27.5.1.tgz aarch64' : 'docker-27.5.1.tgz x86_64'
		await writeFile(
			join(dir, 'rootless-matrix.lock.yaml'),
			JSON.stringify({ lockVersion: 1, artifacts: { [key]: pinned } }),
		)
		const { stdout } = await cli(['plan', '-m', file, '--runs-dir', dir, '--json'])
		expect(JSON.parse(stdout)).toMatchObject({
			estimate: { download: { cached: 0, known: { artifacts: 1, bytes: 2 ** 20 } } },
		})
	})

	it('asks the lock for what the run would', async () => {
		const { cells } = planMatrix(await loadMatrix({ preset: 'quick' }))
		expect(keysOf(cells).map((key) => key.replace(/ \w+$/, ''))).toMatchInlineSnapshot(`
			[
			  "debian kernel 6.12",
			  "debian busybox-static",
			  "debian docker 26.1",
			  "debian rootlesskit of docker 26.1",
			  "debian slirp4netns of docker 26.1",
			  "docker-27.5.1.tgz",
			  "docker-rootless-extras-27.5.1.tgz",
			  "buildx-v0.20.0.linux-amd64",
			  "buildx-v0.20.0.checksums.txt",
			  "debian slirp4netns of trixie",
			  "debian passt 2023_03_09",
			  "debian passt 2025_05_03",
			  "debian docker 28.5",
			  "debian rootlesskit of docker 28.5",
			  "debian slirp4netns of docker 28.5",
			]
		`)
	})

	it('refuses two forms at once', async () => {
		const { code, stderr } = await cli(['plan', '-p', 'quick', '--json', '--tree'])
		expect([code, stderr]).toEqual([2, expect.stringContaining('exclude each other')])
	})
})

describe('a run of more than a thousand cells', () => {
	const run = async (services: Parameters<typeof cli>[1], ...more: string[]) => {
		const file = join(dir, 'm.yaml')
		await writeFile(file, many(1001))
		return cli(['run', '-m', file, '--runs-dir', dir, ...more], services)
	}
	const started = { runPlan: () => Promise.reject(new Error('it was started')) }

	it('is not started where nobody can be asked', async () => {
		const { code, stderr } = await run(started)
		expect([code, stderr]).toEqual([2, expect.stringContaining('many has 1001 cells')])
		expect(stderr).toContain('--yes')
	})

	it('is started with --yes, or by whoever says yes', async () => {
		expect((await run(started, '--yes')).stderr).toContain('it was started')
		const questions: string[] = []
		const confirm = async (question: string) => questions.push(question) > 0
		expect((await run({ ...started, confirm })).stderr).toContain('it was started')
		expect(questions).toEqual(['many has 1001 cells, each of them a VM for minutes. Start?'])
	})

	it('is not started by whoever says no', async () => {
		const { code, stderr } = await run({ ...started, confirm: async () => false })
		expect([code, stderr]).toEqual([2, ''])
	})
})
