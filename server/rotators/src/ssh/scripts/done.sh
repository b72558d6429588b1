answer done
