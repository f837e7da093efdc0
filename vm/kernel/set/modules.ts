import { basename } from 'node:path'

/** The modules of one kernel. */
export interface KernelModules {
	/** The release that the directory is named after; undefined where it has no such name. */
	readonly release: string | undefined
	/** Where it was found, for messages. */
	readonly from: readonly string[]
	/** Files by module name. */
	readonly files: ReadonlyMap<string, string>
	/** Names of what is built in; undefined where no modules.builtin says. */
	readonly builtin?: ReadonlySet<string> | undefined
}

const modulePath = /\.ko(\.(xz|zst|gz))?$/

export const isModule = (path: string): boolean => modulePath.test(path)

/** `br_netfilter` for `kernel/net/bridge/br-netfilter.ko.xz`; the kernel takes - and _ for the same. */
export const moduleName = (path: string): string =>
	basename(path).replace(modulePath, '').replaceAll('-', '_')

/** The directory that modules.dep and the like are in, and the release when it has the name of one. */
export interface ModulesRoot {
	readonly root: string
	readonly release: string | undefined
}

/**
 * Where the modules' directory of `path` begins: `lib/modules/R`; else, as in WSL's modules.vhdx or a tree where a
 * kernel was built, what is above `kernel/`, or where the index lies.
 */
export function modulesRootOf(path: string): ModulesRoot | undefined {
	const named = /^(?:.*\/)?lib\/modules\/([^/]+)(?=\/)/.exec(path)
	if (named) return { root: named[0], release: named[1] }
	if (/(^|\/)modules\.(builtin|order|dep|alias|builtin\.modinfo)$/.test(path))
		return { root: path.slice(0, path.lastIndexOf('/') + 1), release: undefined }
	if (!isModule(path)) return undefined
	const kernel = /^(.*?)(^|\/)kernel\//.exec(path)
	return { root: kernel ? kernel[1]! : '', release: undefined }
}

/** The names in modules.builtin, modules.order or a list of paths. */
export const namesIn = (text: string): ReadonlySet<string> =>
	new Set(
		text
			.split('\n')
			.filter(Boolean)
			.map((line) => moduleName(line.replace(/\.o$/, '.ko'))),
	)
