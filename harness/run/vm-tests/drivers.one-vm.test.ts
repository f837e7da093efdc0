import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceleratorFor } from '../index.ts'
import { chooseDriver, type DriverChoice, sweepVms, type Vm, type VmDriver, type VmSpec } from '#vm'
import { contractSeed, promises, writeToDisks } from '#vm/contract'
import { guestCommands } from '#vm/guest/commands'
import { installFakeLimactl } from '#vm/lima/fake'
import { cellSpec } from '../start/vm-spec.ts'
import { processesThatMention } from './cli-process.ts'
import { testArtifacts } from './open-test-cell.ts'

/** The same of every driver. The real limactl is asked where LIMACTL names one: it is not in Debian. */
const ways: readonly { readonly name: string; readonly choice: DriverChoice; readonly limactl?: string }[] = [
	{ name: 'QEMU', choice: 'qemu' },
	{ name: 'Lima, by a fake limactl', choice: 'lima', limactl: 'fake' },
	...(process.env.LIMACTL
		? [{ name: 'Lima, by the real limactl', choice: 'lima' as const, limactl: process.env.LIMACTL }]
		: []),
]

const one = process.env.ROOTLESS_MATRIX_TEST_DRIVER

describe.each(ways.filter(({ choice }) => one === undefined || choice === one))('$name', (way) => {
	let directory: string
	let driver: VmDriver
	let spec: VmSpec
	let release: string
	const before = process.env.LIMACTL

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'rm-contract-'))
		await chmod(directory, 0o755)
		if (way.limactl)
			process.env.LIMACTL = way.limactl === 'fake' ? await installFakeLimactl(directory) : way.limactl
		driver = await chooseDriver(way.choice)
		const { artifacts, cell, signal } = await testArtifacts()
		const host = await acceleratorFor(artifacts, [cell.axes.kernel], { driver, signal, log: console.log })
		const made = await artifacts.forCell(cell)
		release = made.kernel.release
		const { scratch } = artifacts.cache
		const place = { driver, host: host!, cpus: 1, evidenceDir: directory, scratchDir: scratch }
		spec = { ...cellSpec(cell, made, place), memoryMiB: 768, seed: [contractSeed] }
	})
	afterAll(async () => {
		if (before === undefined) delete process.env.LIMACTL
		else process.env.LIMACTL = before
		await rm(directory, { recursive: true, force: true })
	})

	const evidenceDir = (name: string) => join(directory, name)
	/** What there is of VMs that this process started, or of the one whose evidence lies there. */
	const left = async (pid: number | undefined, evidence: string) => [
		...(await processesThatMention(evidence)),
		...(await processesThatMention(`rm-lima-${pid}-`)),
		...(await readdir(tmpdir())).filter((name) => name.startsWith(`rm-lima-${pid}-`)),
	]

	test('a VM keeps what every driver promises, and leaves nothing', async () => {
		const images = [spec.root.path, ...spec.disks!.map(({ path }) => path!)]
		const sums = await Promise.all(images.map(sumOf))
		const host = createServer((socket) => socket.end('hello\n')).listen(0, '127.0.0.1')
		await once(host, 'listening')
		const hostPort = (host.address() as AddressInfo).port
		const vm = await driver.start({ ...spec, evidenceDir: evidenceDir('first') })
		try {
			await vm.guest.check(guestCommands.waitReady(), { deadline: 240_000 })
			const found: Record<string, string | undefined> = {}
			for (const { sentence, ask } of promises)
				found[sentence] = await ask(vm, { driver, spec, release, hostPort, directory })
			expect(found).toEqual(Object.fromEntries(promises.map(({ sentence }) => [sentence, undefined])))
			await partsAreFound(vm)
			expect(await busAnswers(vm)).toMatch(/^REJECTED/)

			const second = await driver.start({ ...spec, name: 'second', evidenceDir: evidenceDir('second') })
			try {
				const look = ['sh', '-c', 'test ! -e /var/tmp/copied && cat /etc/rootless-matrix/contract']
				expect((await second.guest.check(look)).stdout).toBe(contractSeed.content)
				await writeToDisks(second)
				await partsAreFound(vm)
			} finally {
				await second.stop()
			}
			expect(await Promise.all(images.map(sumOf))).toEqual(sums)
		} finally {
			const { evidence, exit } = await vm.stop()
			host.close()
			expect(exit).toMatch(/^(exit code|signal) \d+$/)
			expect(
				await readFile(
					evidence.find((file) => file.endsWith('console.log'))!,
					'utf8',
				),
			).toContain(release)
		}
		expect(await left(process.pid, evidenceDir('first'))).toEqual([])
		expect(vm.guest.lost.aborted).toBe(true)
	})

	/** By serial number or label, whatever the driver has. */
	async function partsAreFound({ guest }: Vm): Promise<void> {
		const parts = spec.disks!.map(({ serial }) => serial).filter((serial) => serial.startsWith('part-'))
		expect(parts).not.toEqual([])
		await guest.check(guestCommands.mountStacks(parts.map((serial) => `${serial}=${serial}`)))
		const { stdout } = await guest.check(['sh', '-c', 'ls /opt/stacks/* && umount /opt/stacks/*'])
		expect(stdout).toContain('/opt/stacks/part-docker')
	}

	/** D-Bus refuses whoever does not say who it is. */
	async function busAnswers({ guest }: Vm): Promise<string> {
		const local = join(directory, 'bus')
		await using _forward = await guest.forwardUnixSocket(local, '/run/dbus/system_bus_socket')
		const socket = connect(local)
		socket.write('\0AUTH\r\n')
		const [answer] = (await once(socket, 'data')) as [Buffer]
		socket.destroy()
		return answer.toString()
	}

	test('a kernel that panics is a panic, at once', async () => {
		const began = performance.now()
		const started = driver.start({
			...spec,
			name: 'panics',
			evidenceDir: evidenceDir('panic'),
			cmdline: ['init=/no-such', 'rdinit=/no-such'],
		})
		await expect(started).rejects.toMatchObject({
			code: 'boot',
			message: expect.stringMatching(/Kernel panic|Unable to mount root/) as string,
		})
		if (driver.capabilities.panicDetection) expect(performance.now() - began).toBeLessThan(120_000)
	})

	test('after kill -9 nothing runs, and the next start removes the rest', async () => {
		const file = join(directory, 'spec.json')
		await writeFile(file, JSON.stringify({ ...spec, evidenceDir: evidenceDir('killed') }))
		const register = join(import.meta.dirname, '../../../vm/host/typescript/register.js')
		const fixture = join(import.meta.dirname, 'start-vm.fixture.ts')
		const child = spawn(process.execPath, ['--import', register, fixture, way.choice, file], {
			stdio: ['ignore', 'pipe', 'inherit'],
		})
		await once(child.stdout, 'data')
		const running = async () =>
			(await left(child.pid, evidenceDir('killed'))).filter((line) => /^\d+ /.test(line))
		const qemus = async () => (await running()).filter((line) => /^\d+ \S*qemu-system/.test(line))
		await expect.poll(qemus, { timeout: 60_000 }).not.toEqual([])
		child.kill('SIGKILL')
		await expect.poll(running, { timeout: 30_000 }).toEqual([])
		await sweepVms()
		expect(await left(child.pid, evidenceDir('killed'))).toEqual([])
	})
})

async function sumOf(path: string): Promise<string> {
	const hash = createHash('sha256')
	for await (const chunk of createReadStream(path, { end: 16 * 1024 * 1024 })) hash.update(chunk as Buffer)
	return hash.digest('hex')
}
