import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PartOrigin } from '#results'
import type { Architecture } from '#results/architecture'
import type { ReadDisk } from '#vm/kernel'
import type { Apt } from '../apt/apt.ts'
import type { Cache } from '../cache.ts'
import type { ArtifactStore } from '../store/store.ts'
import { ext4Image } from '../tree.ts'
import type { UpstreamSources } from './upstream-sources.ts'

export type PartName = 'docker' | 'rootlesskit' | 'network' | 'upgradeFrom'

/** One part of a stack, ready for a guest: a read-only disk with `bin/` (and `lib/`) to mount. */
export interface StackPart {
	readonly name: PartName
	/** Below /opt/stacks in the guest: `docker-26.1.5+dfsg1-9+deb13u1`. */
	readonly directory: string
	readonly image: string
	/** The program whose version is the part's. */
	readonly program: string
	/** How that version begins when the program prints it; empty when only the program itself knows. */
	readonly version: string
	readonly origins: readonly PartOrigin[]
	/** Whether the program ends at once, so that a daemon that is up has no process of it. */
	readonly runsOnce?: true
	/** Who installs on the host, as root, what of it belongs there, before the daemon is installed. */
	readonly hostInstaller?: 'lxc'
	/** Below `directory`: a directory of docker CLI plug-ins, for `cliPluginsExtraDirs` of the client's config. */
	readonly cliPlugins?: string
	/** What the report should say beside the origins: "no buildx: …". */
	readonly notes?: readonly string[]
}

export interface PartContext {
	readonly cache: Cache
	readonly apt: Apt
	/** Gets single files and holds the lock; without one, nothing is pinned beyond the call. */
	readonly store?: ArtifactStore
	readonly upstream?: UpstreamSources
	/** The guest's. */
	readonly arch: Architecture
	/** What relative paths of the matrix file are meant from; default: the current directory. */
	readonly baseDir?: string | undefined
	/** Hash of the code that makes entries of a kind: with other code they are others. */
	readonly codeOf?: CodeOf | undefined
	/** Reads disk images with a kernel in them; without it, those are refused. */
	readonly readDisk?: ReadDisk | undefined
	readonly signal?: AbortSignal | undefined
	readonly log?: (message: string) => void
	/** The name of the part, which is its disk's label, where a VM has two that would be called the same. */
	readonly as?: PartName
}

type CodeOf = (builder: 'parts' | 'kernels' | 'fileKernels' | 'busybox') => Promise<string>

interface PartBuild extends Omit<StackPart, 'image'> {
	/** Everything the image depends on but the code that makes it. */
	readonly inputs: object
	/** Puts `bin/` and what else belongs to the part into `out`; `scratch` is thrown away. */
	readonly fill: (out: string, scratch: string) => Promise<void>
}

/** Builds the disk of a part, once for the same inputs. */
export async function buildPart(part: PartBuild, context: PartContext): Promise<StackPart> {
	const { cache, codeOf, signal, as } = context
	const { inputs, fill, ...rest } = { ...part, name: as ?? part.name }
	const dir = await cache.entry({
		kind: 'parts',
		inputs: { code: await codeOf?.('parts'), ...inputs, as },
		signal,
		build: async (into) => {
			const [scratch, out] = [join(into, 'tree'), join(into, 'out')]
			await mkdir(scratch)
			await mkdir(out)
			await fill(out, scratch)
			await ext4Image(out, join(into, 'part.ext4'), { label: rest.name, signal })
			await rm(scratch, { recursive: true })
			await rm(out, { recursive: true })
		},
	})
	return { ...rest, image: join(dir, 'part.ext4') }
}
