import { Badge, Text, Title, type TitleOrder, Tooltip } from "@mantine/core";
import type { Feature } from "geojson";
import type { Field } from "../api/catalogue";
import { useSpeech } from "../text/speech";
import styles from "./FeaturePanel.module.css";
import { type Attribute, attributesOf } from "./wording";

interface AttributeListProps {
  fields: readonly Field[];
  feature: Feature;
  /** How deep headings stand here. */
  headings?: TitleOrder;
}

/** Every attribute in words, the unknown ones too: what nobody knows is part of what a reader must see. */
export function AttributeList({ fields, feature, headings = 3 }: AttributeListProps) {
  const speech = useSpeech();
  const { say, number } = speech;
  const { own, record } = attributesOf(fields, feature.properties ?? {}, speech);
  const unknown = own.filter((attribute) => attribute.value === null).length;
  return (
    <>
      <dl className={styles.attributes}>
        {own.map((attribute) => (
          <AttributeLine key={attribute.field.name} attribute={attribute} />
        ))}
      </dl>
      {unknown > 0 && (
        <Text size="xs" c="dimmed" className={styles.footnote ?? ""}>
          {say("unknownCount", { count: number(unknown) })}
        </Text>
      )}
      <Title order={headings} className={styles.section ?? ""}>
        {say("otherAttributes")}
      </Title>
      <dl className={styles.attributes}>
        {record.map((attribute) => (
          <AttributeLine key={attribute.field.name} attribute={attribute} />
        ))}
        <div className={styles.line}>
          <dt>{say("identifier")}</dt>
          <dd>{String(feature.id ?? "")}</dd>
        </div>
      </dl>
    </>
  );
}

function AttributeLine({ attribute }: { attribute: Attribute }) {
  const { say, read } = useSpeech();
  const { field, value, source } = attribute;
  return (
    <div className={styles.line}>
      <dt>
        {field.note ? (
          <Tooltip
            label={read(field.note)}
            multiline
            maw={280}
            events={{ hover: true, focus: true, touch: true }}
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the note must be reachable by keyboard */}
            <span className={styles.noted} tabIndex={0}>
              {read(field.label)}
            </span>
          </Tooltip>
        ) : (
          read(field.label)
        )}
      </dt>
      <dd data-unknown={value === null}>
        {value ?? say("unknown")}
        {value !== null && source !== undefined && (
          <Badge
            size="xs"
            variant="light"
            color="gray"
            title={source ? say("measuredBy", { source }) : say("sourceUnknown")}
            className={styles.source ?? ""}
          >
            {source ?? say("sourceUnknown")}
          </Badge>
        )}
      </dd>
    </div>
  );
}
