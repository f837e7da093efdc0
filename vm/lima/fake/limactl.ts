// A fake limactl: it speaks as much of the command line of Lima 2.2.0 as the driver uses, with what is surprising about it,
// and really starts QEMU. FAKE_LIMACTL_VERSION: what it says to be (install.ts). FAKE_LIMACTL_TRAPS: what goes wrong, words between commas.
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile, copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { startInstance } from './host-agent.ts'
import { fatal, home, instanceOf, log, traps, type FakeTemplate } from './state.ts'

/** The keys of Lima's template, as far as anybody uses them here. */
const keys = new Set(
	(
		'minimumLimaVersion vmType arch plain cpus memory disk firmware images additionalDisks mounts containerd ssh user ' +
		'hostResolver propagateProxyEnv portForwards video provision probes networks'
	).split(' '),
)
for (const trap of traps) if (trap.startsWith('no-key-')) keys.delete(trap.slice('no-key-'.length))

async function readTemplate(path: string): Promise<FakeTemplate> {
	const template = parse(await readFile(path, 'utf8')) as FakeTemplate
	const unknown = Object.keys(template).find((key) => !keys.has(key))
	// It is left out, and that is no error.
	if (unknown !== undefined)
		log('warning', 'Non-strict YAML is deprecated and will be unsupported in a future version of Lima', {
			error: `[1:1] unknown field "${unknown}"`,
		})
	if (!template.images?.[0]?.location) fatal('field `images` must be set')
	return template
}

async function create(name: string, file: string): Promise<void> {
	const directory = join(home, name)
	const socket = join(directory, 'ssh.sock.1234567890123456')
	if (socket.length >= 108)
		fatal(`instance name "${name}" too long: "${socket}" must be less than UNIX_PATH_MAX=108 characters`)
	const template = await readTemplate(file)
	const [image] = template.images
	if ((await readFile(image.location)).subarray(8, 16).some((byte) => byte !== 0))
		fatal(`file "${image.location}" is not acceptable as the base disk: it has a backing file`)
	await mkdir(directory, { mode: 0o700 })
	await copyFile(image.location, join(directory, 'disk'))
	await copyFile(image.kernel.location, join(directory, 'kernel'))
	await copyFile(image.initrd.location, join(directory, 'initrd'))
	await copyFile(file, join(directory, 'lima.yaml'))
	await writeFile(join(directory, 'cidata.iso'), Buffer.alloc(64 * 1024))
}

async function list(names: readonly string[]): Promise<void> {
	for (const name of names.length > 0 ? names : await instances()) {
		const instance = await instanceOf(name)
		if (!instance) fatal(`unmatched instances: ${name}`)
		process.stdout.write(`${JSON.stringify(instance)}\n`)
	}
}

const instances = async () => (await readdir(home).catch(() => [])).filter((name) => !/^[._]|\./.test(name))

async function stop(name: string): Promise<void> {
	const instance = await instanceOf(name)
	if (!instance) fatal(`instance "${name}" does not exist`)
	for (const pid of [instance.driverPID, instance.hostAgentPID])
		if (pid !== undefined)
			try {
				process.kill(pid, 'SIGKILL')
			} catch {
				log('info', `The process ${pid} is gone`)
			}
	for (const { name: disk } of instance.config.additionalDisks) await rm(lockOf(disk), { force: true })
	for (const file of ['qemu.pid', 'ha.pid']) await rm(join(home, name, file), { force: true })
}

const diskOf = (name: string) => join(home, '_disks', name)
const lockOf = (name: string) => join(diskOf(name), 'in_use_by')

async function disk(verb: string | undefined, args: readonly string[]): Promise<void> {
	const [name = '', file = ''] = args.filter((word) => !word.startsWith('-'))
	switch (verb) {
		case 'import': {
			if (await stat(diskOf(name)).catch(() => undefined)) fatal(`disk "${name}" already exists`)
			await mkdir(diskOf(name), { recursive: true })
			// Its copy may fail, and it ends with 0.
			if (!traps.has('import')) await copyFile(file, join(diskOf(name), 'datadisk')).catch(() => undefined)
			return
		}
		case 'list':
		case 'ls':
			for (const one of await readdir(join(home, '_disks')).catch(() => []))
				process.stdout.write(`${JSON.stringify({ name: one, dir: diskOf(one) })}\n`)
			return
		case 'delete':
			return rm(diskOf(name), { recursive: true, force: true })
		default:
			fatal(`unknown command "${verb}" for "limactl disk"`)
	}
}

async function lockDisks(name: string): Promise<void> {
	const instance = await instanceOf(name)
	if (!instance) fatal(`instance "${name}" does not exist`)
	for (const { name: one } of instance.config.additionalDisks) {
		if (traps.has('locked')) await symlink(join(home, 'other'), lockOf(one))
		await symlink(join(home, name), lockOf(one)).catch(() =>
			fatal(`could not attach disk "${one}", in use by instance "other"`),
		)
	}
}

async function main(words: readonly string[]): Promise<void> {
	const [verb, ...args] = words.filter((word) => !/^--(tty|log-format)=/.test(word))
	if (process.getuid?.() === 0 || traps.has('root')) fatal('must not run as the root user')
	const names = args.filter((word) => !word.startsWith('-'))
	const [name = ''] = names
	switch (verb) {
		case 'validate':
			return void (await readTemplate(name))
		case 'create':
			return create(args.find((word) => word.startsWith('--name='))!.slice('--name='.length), name)
		case 'start':
			await lockDisks(name)
			return startInstance(name)
		case 'list':
			return list(names)
		case 'stop':
			return stop(name)
		case 'delete':
			await stop(name).catch(() => undefined)
			return rm(join(home, name), { recursive: true, force: true })
		case 'disk':
			return disk(args[0], args.slice(1))
		default:
			fatal(`unknown command "${verb}" for "limactl"`)
	}
}

void main(process.argv.slice(2))
