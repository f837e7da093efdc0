/** As much of JSON Schema as zod makes of the results. */
interface Schema {
	readonly type?: string
	readonly const?: unknown
	readonly enum?: readonly unknown[]
	readonly description?: string
	readonly format?: string
	readonly properties?: Readonly<Record<string, Schema>>
	readonly required?: readonly string[]
	readonly items?: Schema
	readonly oneOf?: readonly Schema[]
	readonly anyOf?: readonly Schema[]
	readonly additionalProperties?: boolean | Schema
}

interface Row {
	readonly path: string
	readonly type: string
	readonly required: boolean
	readonly description: string
}

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``

const variantsOf = ({ oneOf, anyOf }: Schema): readonly Schema[] => oneOf ?? anyOf ?? []

/** What tells a variant from the others: the property that has one value in each. */
const isKind = ({ const: only }: Schema): boolean => only !== undefined

function typeOf(schema: Schema): string {
	if (schema.const !== undefined) return code(schema.const)
	if (schema.enum) return schema.enum.map(code).join(', ')
	if (schema.type === 'array')
		return schema.items?.properties ? 'list of objects' : `list of ${typeOf(schema.items ?? {})}`
	if (variantsOf(schema).length > 0)
		return variantsOf(schema).every(({ properties }) => properties) ? 'object' : 'any'
	return schema.format === 'date-time' ? 'time (ISO 8601, UTC)' : (schema.type ?? 'any')
}

/** `answered` with `by`, for each variant. */
function variantWords(schema: Schema): string {
	const told = variantsOf(schema).flatMap(({ properties, description }) => {
		const entries = Object.entries(properties ?? {})
		const kind = entries.find(([, one]) => isKind(one))
		if (kind === undefined) return []
		const others = entries.filter((entry) => entry !== kind).map(([name]) => `\`${name}\``)
		const more = others.length === 0 ? '' : ` with ${others.join(', ')}`
		return [
			`\`${kind[0]}\` ${code(kind[1].const)}${more}${description === undefined ? '' : `: ${description}`}`,
		]
	})
	return told.length === 0 ? '' : `One of: ${told.map((one) => one.replace(/\.$/, '')).join('; ')}.`
}

const keyOf = ({ properties }: Schema): string => JSON.stringify(properties)

const itemOf = (field: Schema): Schema => (field.type === 'array' ? (field.items ?? {}) : field)

const pathTo = (path: string, name: string, field: Schema): string =>
	`${path}${name}${field.type === 'array' ? '[]' : ''}`

/** Where each kind of object stands first, which is where it lies least deep. */
function places(root: Schema): ReadonlyMap<string, string> {
	const found = new Map<string, string>()
	let level: readonly (readonly [Schema, string])[] = [[root, '']]
	while (level.length > 0) {
		for (const [schema, path] of level)
			if (schema.properties && !found.has(keyOf(schema))) found.set(keyOf(schema), path)
		level = level.flatMap(([schema, path]) =>
			Object.entries(schema.properties ?? {}).map(
				([name, field]) => [itemOf(field), `${pathTo(path === '' ? '' : `${path}.`, name, field)}`] as const,
			),
		)
	}
	return found
}

/** Every field below an object, by its path. An object that stands elsewhere is named, not repeated. */
function rowsOf(schema: Schema, path: string, firsts: ReadonlyMap<string, string>): Row[] {
	return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
		const inner = itemOf(field)
		const here = pathTo(path, name, field)
		const first = firsts.get(keyOf(inner))
		const elsewhere = first !== undefined && first !== here
		const said = [field.description, variantWords(inner), elsewhere ? `As \`${first}\`.` : '']
		const row: Row = {
			path: here,
			type: typeOf(field),
			required: schema.required?.includes(name) ?? false,
			description: said.filter(Boolean).join(' '),
		}
		if (elsewhere) return [row]
		const below = variantsOf(inner).flatMap((variant) => rowsOf(withoutKinds(variant), `${here}.`, firsts))
		return [row, ...rowsOf(inner, `${here}.`, firsts), ...unique(below)]
	})
}

/** The properties of a variant that say more than the list of variants did: those that are objects. */
const withoutKinds = (variant: Schema): Schema => ({
	...variant,
	properties: Object.fromEntries(
		Object.entries(variant.properties ?? {}).filter(
			([, field]) => field.properties ?? field.oneOf ?? field.anyOf,
		),
	),
})

const unique = (rows: readonly Row[]): Row[] => [...new Map(rows.map((row) => [row.path, row])).values()]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A table of the fields of results.json. @param schemaText its JSON Schema. */
export function resultsTable(schemaText: string): string {
	const schema = JSON.parse(schemaText) as Schema
	const rows = rowsOf(schema, '', places(schema))
	return [
		'| field | type | always there | meaning |',
		'| --- | --- | --- | --- |',
		...rows.map(
			({ path, type, required, description }) =>
				`| ${[`\`${path}\``, cell(type), required ? 'yes' : '', cell(description)].join(' | ')} |`,
		),
		'',
	].join('\n')
}
