import { execFileSync } from 'node:child_process'
import { lstat, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { OneCell, OpenOneOptions } from '#harness/run'
import { HostError } from '#results'
import { fakeVmDriver } from '#vm/fake'
import { keepVm } from '#vm/kept'
import type { Services } from '../../context.ts'
import { cliInMemory } from '../../testing/fake-ambient.ts'

const cell = 'k6.12-loaded-docker26.1-slirp4netns-builtin-default'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-t-'))
	vi.stubEnv('TMPDIR', dir)
})
afterEach(async () => {
	vi.unstubAllEnvs()
	await rm(dir, { recursive: true })
})

/** A guest that answers with its command and 7; `cat` prints a file. */
const driver = fakeVmDriver({
	answer: (command) =>
		/ cat -- /.test(command) ? { stdout: 'a file\n' } : { stdout: `${command}\n`, code: 7 },
})

async function startVm(name: string) {
	const host = await driver.probe({ vmlinuz: '', cacheDir: '' })
	const spec = {
		name,
		host,
		memoryMiB: 1,
		cpus: 1,
		vmlinuz: '',
		initrd: '',
		evidenceDir: join(dir, 'evidence'),
	}
	return driver.start({ ...spec, root: { path: '', format: 'raw' } })
}

async function cli(argv: readonly string[], daemon: OneCell['daemon'] = { state: 'active' }) {
	const opened: OpenOneOptions[] = []
	const stdout = new PassThrough()
	const stderr = new PassThrough()
	const openOne = async (options: OpenOneOptions): Promise<OneCell> => {
		opened.push(options)
		const { guest, ssh, stop } = await startVm(options.cell.slug)
		const end = async () => void (await stop())
		return {
			guest,
			ssh,
			daemon,
			evidenceDir: options.evidenceDir,
			stack: { origins: [] },
			path: '/bin',
			[Symbol.asyncDispose]: end,
		}
	}
	const startKeeper: Services['shell']['startKeeper'] = () => Promise.reject(new Error('keeps none'))
	const shell = { openOne, startKeeper, seat: () => ({ stdin: new PassThrough().end(), stdout, stderr }) }
	const result = await cliInMemory(argv, { shell })
	stdout.end()
	return { ...result, opened, printed: await text(stdout) }
}

/** A VM as a keeper has it. */
async function keptVm(name: string, onStop = () => undefined) {
	const { ssh, stop } = await startVm(cell)
	const evidenceDir = join(dir, 'evidence')
	const about = {
		name,
		cell,
		daemon: 'active',
		path: '/bin',
		evidenceDir,
		ssh,
		since: '2026-11-26T20:00:00.000Z',
	}
	const kept = await keepVm(about, onStop)
	return {
		async [Symbol.asyncDispose]() {
			await kept[Symbol.asyncDispose]()
			await stop()
		},
	}
}

it('gives a prompt in the cell that begins so, and ends the VM with it', async () => {
	const { code, opened, printed, stderr } = await cli(['shell', cell.slice(0, -2), '--preset', 'quick'])
	expect([code, stderr]).toEqual([7, expect.stringContaining(cell)])
	expect(opened.map((options) => options.cell.slug)).toEqual([cell])
	expect(printed).toMatch(/exec setpriv --reuid=1000 .* bash\n$/)
	expect(driver.running).toBe(0)
})

it('runs a command in a place, and says that a daemon did not start', async () => {
	const argv = ['shell', cell, '--at', 'peer', '--', 'ip', '-br', 'a']
	const { code, printed, stderr } = await cli(argv, { state: 'refused', journal: '' })
	expect(code).toBe(7)
	expect(printed).toMatch(/ip netns exec peer ip -br a\n$/)
	expect(stderr).toContain('The daemon did not start (refused)')
})

it('leaves nothing of a VM that nothing can start', async () => {
	const chooseDriver = () => Promise.reject(new HostError('No VM can be started here.'))
	const { code, stderr } = await cliInMemory(['shell', cell, '--preset', 'quick'], { chooseDriver })
	expect([code, stderr]).toEqual([3, expect.stringContaining('No VM can be started here.')])
	expect(await readdir(dir)).toEqual([])
})

it('says which cells begin so, or nearly, and every other mistake at once', async () => {
	const many = await cli(['shell', 'k6.12-loaded-docker26.1', '--preset', 'quick'])
	expect([many.code, many.stderr]).toEqual([
		2,
		expect.stringMatching(/begins \d+ names of cells; say more of it:\n.*slirp/),
	])
	const none = await cli([
		'shell',
		'k6.12-lost',
		'--preset',
		'quick',
		'--at',
		'moon',
		'--user',
		'me',
		'--keep',
		'a b',
	])
	expect(none.code).toBe(2)
	expect(none.stderr).toMatch(
		/--at is one of .*moon.*--user is one of .*me.*--keep takes .*begins no name.*k6\.12-lo/s,
	)
})

it('lists, uses, reads and ends VMs that are kept', async () => {
	const stop = vi.fn()
	await using vm = await keptVm('mine', stop)
	expect((await cli(['shell', 'ls'])).stdout).toBe(
		`mine  ${cell}  since 2026-11-26T20:00:00.000Z, daemon active\n`,
	)
	const listed = JSON.parse((await cli(['shell', 'ls', '--json'])).stdout) as { vms: object[] }
	expect(listed.vms).toEqual([expect.not.objectContaining({ ssh: expect.anything() as object })])
	expect((await cli(['doctor'])).stdout).toContain('`rootless-matrix shell stop mine` ends it.')
	expect((await cli(['shell', 'mine', '--', 'true'])).printed).toMatch(/ true\n$/)
	const exec = await cli([
		'shell',
		'exec',
		'mine',
		'--at',
		'host',
		'--user',
		'root',
		'--',
		'docker',
		'ps',
		'-a',
	])
	expect([exec.code, exec.printed]).toEqual([7, expect.stringMatching(/^cd .* docker ps -a\n$/)])
	expect((await cli(['shell', 'logs', 'mine'])).printed).toMatch(/journalctl .*docker\.service/)
	expect((await cli(['shell', 'logs', 'mine', '--console'])).printed).toContain('Linux version 6.12 (fake)')
	const stopping = cli(['shell', 'stop', '--all'])
	await expect.poll(() => stop.mock.calls.length).toBe(1)
	await vm[Symbol.asyncDispose]()
	expect((await stopping).stdout).toBe('mine has ended.\n')
	expect((await cli(['shell', 'ls'])).stdout).toBe('No VM is kept.\n')
})

it('copies files both ways, and refuses what is no file of either', async () => {
	await using _vm = await keptVm('mine')
	expect((await cli(['shell', 'cp', 'mine:/etc/os-release', dir])).code).toBe(0)
	expect(await readFile(join(dir, 'os-release'), 'utf8')).toBe('a file\n')
	execFileSync('mkfifo', [join(dir, 'pipe')])
	{
		await using pipe = await open(join(dir, 'pipe'), 'r+')
		expect((await cli(['shell', 'cp', 'mine:/etc/os-release', join(dir, 'pipe')])).code).toBe(0)
		expect((await pipe.read(Buffer.alloc(100), 0, 100, null)).bytesRead).toBe('a file\n'.length)
		expect((await lstat(join(dir, 'pipe'))).isFIFO()).toBe(true)
	}
	await writeFile(join(dir, 'precious'), 'kept')
	await symlink('precious', join(dir, 'copy.partial'))
	expect((await cli(['shell', 'cp', 'mine:/etc/os-release', join(dir, 'copy')])).code).toBe(0)
	expect(await readFile(join(dir, 'precious'), 'utf8')).toBe('kept')
	await writeFile(join(dir, 'here'), 'x')
	// The guest of this test writes nothing, which is told.
	const put = await cli(['shell', 'cp', join(dir, 'here'), 'mine:/tmp/'])
	expect(put.stderr).toContain('/tmp/here could not be written in the guest')
	for (const paths of [
		['a', 'b'],
		['mine:/a', 'mine:/b'],
	])
		expect((await cli(['shell', 'cp', ...paths])).stderr).toContain(
			'one of both paths is of a VM that is kept',
		)
	expect((await cli(['shell', 'cp', dir, 'mine:/tmp/'])).stderr).toContain('is no file')
	const none = await cli(['shell', 'exec', 'other', '--', 'true'])
	expect([none.code, none.stderr]).toEqual([
		2,
		expect.stringMatching(/under the name other.*There are mine\./s),
	])
})
