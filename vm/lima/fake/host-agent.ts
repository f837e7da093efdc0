import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fakeQemuArgv } from './cmdline.ts'
import { fatal, home, instanceOf, traps } from './state.ts'

/** `limactl start --foreground`: the process becomes the host agent. Ends with QEMU. */
export async function startInstance(name: string): Promise<never> {
	const instance = await instanceOf(name)
	if (!instance) fatal(`instance "${name}" does not exist`)
	const { dir, config } = instance
	const log = (level: string, msg: string) =>
		appendFileSync(join(dir, 'ha.stderr.log'), `${JSON.stringify({ level, msg })}\n`)
	writeFileSync(join(dir, 'ha.stdout.log'), '')
	writeFileSync(join(dir, 'ha.stderr.log'), '')
	writeFileSync(join(dir, 'ha.pid'), `${process.pid}\n`)
	const sshLocalPort = await freePort()
	writeFileSync(join(dir, 'ssh.port'), `${sshLocalPort}`)
	const [program, ...argv] = fakeQemuArgv({
		name,
		directory: dir,
		disksDirectory: join(home, '_disks'),
		sshLocalPort,
		memoryMiB: Number.parseInt(config.memory),
		cpus: config.cpus,
		mac: macOf(dir),
		cmdline: config.images[0].kernel.cmdline,
		disks: config.additionalDisks.map((disk) => disk.name),
		qemu: process.env.QEMU_SYSTEM_X86_64,
		hasKvm: existsSync('/dev/kvm'),
	}) as [string, ...string[]]
	writeFileSync(join(dir, 'qemu.argv.json'), JSON.stringify([program, ...argv]))
	const [command, args] = insteadOfQemu() ?? [program, argv]
	// In a group of its own: what ends the host agent does not end QEMU.
	const qemu = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
	for (const stream of ['stdout', 'stderr'] as const)
		qemu[stream].setEncoding('utf8').on('data', (text: string) => {
			for (const line of text.split('\n').filter(Boolean)) log('info', `qemu[${stream}]: ${line}`)
		})
	// It asks the guest to power down, and waits for minutes.
	process.on('SIGTERM', () => log('info', 'Received terminated, shutting down the host agent'))
	const event = { time: new Date().toISOString(), status: { sshIPAddress: '127.0.0.1', sshLocalPort } }
	appendFileSync(join(dir, 'ha.stdout.log'), `${JSON.stringify(event)}\n`)
	const [code] = (await once(qemu, 'close')) as [number | null]
	log('info', `Driver stopped due to error: "exit status ${code}"`)
	process.exit(1)
}

function insteadOfQemu(): [string, string[]] | undefined {
	const say = 'Could not access KVM kernel module: Permission denied'
	if (traps.has('kvm')) return ['sh', ['-c', `echo '${say}' >&2; exit 1`]]
	if (traps.has('silent')) return ['sleep', ['600']]
	return undefined
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1')
	await once(server, 'listening')
	const { port } = server.address() as AddressInfo
	server.close()
	await once(server, 'close')
	return port
}

/** Lima's own: of the machine and the directory. */
const macOf = (directory: string): string =>
	[
		'52:55:55',
		...[...createHash('sha256').update(directory).digest().subarray(0, 3)].map((byte) =>
			byte.toString(16).padStart(2, '0'),
		),
	].join(':')
