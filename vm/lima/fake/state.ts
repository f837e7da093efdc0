import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

/** LIMA_HOME. */
export const home = process.env.LIMA_HOME ?? join(process.env.HOME ?? '/', '.lima')

/** What goes wrong. */
export const traps: ReadonlySet<string> = new Set(
	(process.env.FAKE_LIMACTL_TRAPS ?? '').split(',').filter(Boolean),
)

/** As much of Lima's template as is read here. */
export interface FakeTemplate {
	readonly cpus: number
	/** `512MiB` */
	readonly memory: string
	readonly images: readonly [
		{
			readonly location: string
			readonly kernel: { readonly location: string; readonly cmdline: string }
			readonly initrd: { readonly location: string }
		},
	]
	readonly additionalDisks: readonly { readonly name: string }[]
}

/** Logs as limactl does with --log-format=json. */
export function log(level: string, msg: string, more: Readonly<Record<string, string>> = {}): void {
	process.stderr.write(`${JSON.stringify({ level, msg, ...more, time: new Date().toISOString() })}\n`)
}

/** Ends limactl. */
export function fatal(msg: string): never {
	log('fatal', msg)
	process.exit(1)
}

/** An object of `limactl list --json`; undefined for a name that nothing has. */
export async function instanceOf(name: string) {
	const dir = join(home, name)
	const text = await readFile(join(dir, 'lima.yaml'), 'utf8').catch(() => undefined)
	if (text === undefined) return undefined
	const config = parse(text) as FakeTemplate
	const hostAgentPID = await pidIn(join(dir, 'ha.pid'))
	const driverPID = await pidIn(join(dir, 'qemu.pid'))
	return {
		name,
		hostname: `lima-${name}`,
		dir,
		vmType: 'qemu',
		arch: 'x86_64',
		cpus: config.cpus,
		status: hostAgentPID === undefined ? 'Stopped' : driverPID === undefined ? 'Broken' : 'Running',
		sshLocalPort: Number(await readFile(join(dir, 'ssh.port'), 'utf8').catch(() => '0')),
		sshAddress: '127.0.0.1',
		hostAgentPID,
		driverPID,
		config,
		limaVersion: '2.2.0',
		LimaHome: home,
	}
}

async function pidIn(path: string): Promise<number | undefined> {
	const pid = Number(await readFile(path, 'utf8').catch(() => '0'))
	if (pid === 0) return undefined
	return (await stat(`/proc/${pid}`).catch(() => undefined)) ? pid : undefined
}
