import { Button, Text } from "@mantine/core";
import { useView } from "../app/use_view";
import { MOST_SELECTED, SELECTED } from "../app/view";
import { useSpeech } from "../text/speech";

/** Says how to select, and what came of it. */
export function SelectTool() {
  const { say, number } = useSpeech();
  const [view, dispatch] = useView();
  const count = view.selected.length;
  return (
    <>
      <Text size="xs" c="dimmed">
        {say("selectHow")}
      </Text>
      <Text size="sm" fw={500} role="status">
        {say("selectedCount", { count: number(count) })}
      </Text>
      {count >= MOST_SELECTED && (
        <Text size="xs" role="alert">
          {say("selectedMost", { count: number(MOST_SELECTED) })}
        </Text>
      )}
      {count > 0 && view.list !== SELECTED && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => dispatch({ type: "listed", list: SELECTED })}
        >
          {say("showSelected")}
        </Button>
      )}
    </>
  );
}
