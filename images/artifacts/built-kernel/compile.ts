import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HarnessError } from '#results'
import { extractPackages } from '../unpack/packages.ts'
import { unpack } from '../unpack/unpack.ts'
import { unmetOptions } from './fragment.ts'
import { make, type MakeProgress } from './make.ts'

export interface CompileRequest {
	/** The linux-source package. */
	readonly sourceDeb: string
	/** The path of the config fragment. */
	readonly fragment: string
	/** Where the tree is to be, laid out as Debian does since 6.19. */
	readonly tree: string
	/** For everything that is thrown away again; must not be there yet. */
	readonly workDir: string
	readonly signal?: AbortSignal | undefined
	readonly onProgress?: (progress: MakeProgress) => void
}

const [CONFIGURE_DEADLINE, COMPILE_DEADLINE] = [15 * 60_000, 3 * 60 * 60_000]

/** Linux 6.12 has 92,000 files and directories, 1.6 GB. */
const limits = { entries: 200_000, bytes: 4 * 2 ** 30 }

/**
 * Compiles a kernel with everything built in, and returns its release.
 * @throws HarnessError when the configuration is not what the fragment asks for; HostError when a step fails.
 */
export async function compileKernel(request: CompileRequest): Promise<string> {
	const { fragment, tree, workDir, signal, onProgress } = request
	const cwd = await unpackSource(request)
	await make([`KCONFIG_ALLCONFIG=${fragment}`, 'allnoconfig'], { cwd, signal, deadline: CONFIGURE_DEADLINE })
	assertConfigured(await readFile(fragment, 'utf8'), await readFile(join(cwd, '.config'), 'utf8'))
	await make(['bzImage'], {
		cwd,
		signal,
		deadline: COMPILE_DEADLINE,
		...(onProgress ? { onProgress } : {}),
	})
	const release = (await readFile(join(cwd, 'include/config/kernel.release'), 'utf8')).trim()
	const modules = join(tree, 'usr/lib/modules', release)
	await mkdir(modules, { recursive: true })
	await copyFile(join(cwd, 'arch/x86/boot/bzImage'), join(modules, 'vmlinuz'))
	await copyFile(join(cwd, '.config'), join(modules, 'config'))
	// With these, modprobe knows what is built in, and depmod has nothing to complain of.
	for (const name of ['modules.builtin', 'modules.builtin.modinfo'])
		await copyFile(join(cwd, name), join(modules, name))
	await writeFile(join(modules, 'modules.order'), '')
	await rm(workDir, { recursive: true })
	return release
}

async function unpackSource({ sourceDeb, workDir, signal }: CompileRequest): Promise<string> {
	const debDir = join(workDir, 'deb')
	await extractPackages([{ path: sourceDeb }], debDir, signal)
	const [tarball = ''] = (await readdir(join(debDir, 'usr/src'))).filter((name) => /\.tar\.\w+$/.test(name))
	const path = join(debDir, 'usr/src', tarball)
	const into = join(workDir, 'source')
	await unpack({ archive: path, into, signal, limits, links: 'root' })
	await rm(debDir, { recursive: true })
	const [source = ''] = await readdir(into)
	return join(into, source)
}

/** @throws HarnessError naming each option of the fragment that does not hold in the configuration. */
export function assertConfigured(fragment: string, config: string): void {
	const unmet = unmetOptions(fragment, config)
	if (unmet.length === 0) return
	const word = (value: string | undefined) => value ?? 'off'
	const list = unmet.map(({ option, asked, found }) => `${option} is ${word(found)}, not ${word(asked)}`)
	throw new HarnessError(
		'artifact',
		`This kernel’s source does not take the config fragment: ${list.join('; ')}.`,
		{
			hint: 'What an option depends on is off, or it has another name in this series: look into its Kconfig.',
		},
	)
}
