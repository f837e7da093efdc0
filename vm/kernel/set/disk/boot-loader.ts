/** A text of a boot loader's. */
export interface LoaderFile {
	/** In the disk: `vda2/loader/entries/x.conf`. */
	readonly path: string
	readonly text: string
}

/** Whether a file says which kernel boots. */
export const isLoaderFile = (path: string): boolean =>
	/\/loader\/(loader\.conf|entries\/[^/]+\.conf)$|\/grub2?\/(grub\.cfg|grubenv)$/.test(path)

/**
 * The release that boots where nobody picks another, as the boot loader's files say it: entries of the Boot Loader
 * Specification with loader.conf or grubenv, or the menu in grub.cfg. Undefined where they do not say.
 */
export function defaultRelease(files: readonly LoaderFile[]): string | undefined {
	return specifiedRelease(files) ?? menuRelease(files)
}

interface LoaderEntry {
	readonly id: string
	readonly title: string
	readonly release: string | undefined
}

const textsOf = (files: readonly LoaderFile[], name: RegExp) =>
	files.filter(({ path }) => name.test(path)).map(({ text }) => text)

const savedIn = (files: readonly LoaderFile[]): string | undefined =>
	textsOf(files, /grubenv$/).flatMap((text) => /^saved_entry=(.+)$/m.exec(text)?.[1]?.trim() ?? [])[0]

function specifiedRelease(files: readonly LoaderFile[]): string | undefined {
	const entries = files.filter(({ path }) => /\/entries\//.test(path)).map(specifiedEntry)
	const usual = entries.filter(({ id, title }) => !/rescue/i.test(`${id} ${title}`))
	const asked =
		savedIn(files) ??
		textsOf(files, /loader\.conf$/).flatMap((text) => /^default\s+(\S+)/m.exec(text)?.[1] ?? [])[0]
	if (asked === undefined) return usual.length === 1 ? usual[0]!.release : undefined
	const matches = matcherOf(asked.replace(/\.conf$/, ''))
	// systemd-boot takes the newest that fits.
	return entries.filter(({ id, title }) => matches(id) || title === asked).sort(byVersion)[0]?.release
}

function specifiedEntry({ path, text }: LoaderFile): LoaderEntry {
	const of = (name: string) => new RegExp(`^${name}\\s+(.+)$`, 'm').exec(text)?.[1]?.trim()
	const id = path.slice(path.lastIndexOf('/') + 1).replace(/(\+\d+(-\d+)?)?\.conf$/, '')
	return { id, title: of('title') ?? '', release: of('version') ?? releaseIn(of('linux') ?? of('efi') ?? '') }
}

/** A pattern of the shell's with * and ?. */
function matcherOf(pattern: string): (text: string) => boolean {
	const source = pattern
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replaceAll('*', '.*')
		.replaceAll('?', '.')
	const form = new RegExp(`^${source}$`)
	return (text) => form.test(text)
}

const byVersion = ({ release: a = '' }: LoaderEntry, { release: b = '' }: LoaderEntry) =>
	b.localeCompare(a, 'en', { numeric: true })

/** `/vmlinuz-R`, `/boot/vmlinuz-R`, `/MACHINE-ID/R/linux`. */
const releaseIn = (image: string): string | undefined =>
	/\/vmlinu[xz]-(\S+)$/.exec(image)?.[1] ?? /\/(\d[^/\s]*)\/(?:linux|vmlinu[xz])$/.exec(image)?.[1]

/** An entry of grub.cfg, or a submenu with others. */
interface MenuItem {
	readonly title: string
	readonly id: string | undefined
	release?: string | undefined
	readonly items: MenuItem[]
}

function menuRelease(files: readonly LoaderFile[]): string | undefined {
	for (const text of textsOf(files, /grub\.cfg$/)) {
		const menu = readMenu(text)
		// grub-mkconfig writes two of them, of which the first is for `grub-reboot`.
		const set = [...text.matchAll(/^\s*set default="?([^"\n]*)"?\s*$/gm)].map(([, value = '']) => value)
		const asked = set.find((value) => !value.includes('next_entry')) ?? '0'
		const value = asked.includes('saved_entry') ? (savedIn(files) ?? '0') : asked
		const release = pick(menu, value.split('>'))
		if (release !== undefined) return release
	}
	return undefined
}

function pick(menu: readonly MenuItem[], [first = '0', ...rest]: readonly string[]): string | undefined {
	const item = /^\d+$/.test(first)
		? menu[Number(first)]
		: menu.find(({ title, id }) => title === first || id === first)
	if (item === undefined) return undefined
	return item.items.length > 0 ? pick(item.items, rest) : item.release
}

const maxDepth = 4

function readMenu(text: string): MenuItem[] {
	const root: MenuItem = { title: '', id: undefined, items: [] }
	const open: MenuItem[] = [root]
	for (const line of text.split('\n')) {
		const [, kind, title = ''] = /^\s*(menuentry|submenu)\s+['"]([^'"]*)['"]/.exec(line) ?? []
		if (kind !== undefined && open.length < maxDepth) {
			const item: MenuItem = { title, id: /menuentry_id_option\s+'([^']*)'/.exec(line)?.[1], items: [] }
			open.at(-1)!.items.push(item)
			open.push(item)
		} else if (/^\s*\}\s*$/.test(line) && open.length > 1) open.pop()
		const image = /^\s*linux(?:16|efi)?\s+(\S+)/.exec(line)?.[1]
		if (image !== undefined) open.at(-1)!.release ??= releaseIn(image)
	}
	return root.items
}
