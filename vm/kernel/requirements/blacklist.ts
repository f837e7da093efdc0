import { type ModprobeFile, moduleName } from '../set/index.ts'

/** What modprobe.d says against a module. */
export interface Blacklisting {
	readonly from: string
	/** `blacklist` keeps a module from being loaded for a device or by an alias; `install` from being loaded at all. */
	readonly kind: 'blacklist' | 'install'
}

/** Reads `blacklist NAME`, and `install NAME` with a command that does nothing. The first word against a module counts. */
export function blacklistings(files: readonly ModprobeFile[]): ReadonlyMap<string, Blacklisting> {
	const found = new Map<string, Blacklisting>()
	for (const { from, text } of files)
		for (const line of text.split('\n')) {
			const [, word, name, command = ''] = /^\s*(blacklist|install)\s+(\S+)\s*(.*)$/.exec(line) ?? []
			if (name === undefined || found.has(moduleName(name))) continue
			if (word === 'install' && !/^(\/usr)?(\/bin\/)?(true|false)\b/.test(command)) continue
			found.set(moduleName(name), { from, kind: word === 'install' ? 'install' : 'blacklist' })
		}
	return found
}
